/** The broker worker: app origin, started by the page, one for each runtime. */
import { instantiateRust } from '../platform/rust_module.ts';
import type { BrokerAddresses, FromBroker, ToBroker } from '../protocol/broker_messages.ts';
import { Broker, type BrokerParts } from './broker.ts';
import { WorkerDecoder } from './sound_decoder.ts';
import { ReplyReader } from './wasm_calls.ts';

let begin: (parts: Promise<BrokerParts>) => void;
const parts = new Promise<BrokerParts>((resolve) => {
  begin = resolve;
});
const broker = new Broker(parts, (message: FromBroker, transfer: Transferable[] = []) => {
  self.postMessage(message, { transfer });
});

self.onmessage = ({ data }: MessageEvent<ToBroker>) => {
  if (data.kind === 'begin') begin(load(data));
  else broker.receive(data);
};

async function load(parts: BrokerAddresses): Promise<BrokerParts> {
  const [bytes, catalogue, wheelHost] = await Promise.all([
    fetchPart(parts.wasm).then((response) => response.arrayBuffer()),
    fetchPart(parts.catalogue).then((response) => response.json()),
    fetchPart(parts.wheel_host).then((response) => response.json()),
  ]);
  const rust = instantiateRust(await WebAssembly.compile(bytes));
  return {
    openBundle: (size) => new rust.Bundle(size),
    openPipeline: () => new rust.Pipeline(),
    openDocument: () => new rust.Document(),
    audioFiles: () => audioFiles(parts.audio_files),
    openDecoder: () => new WorkerDecoder(decoderWorker(), audioFiles(parts.audio_files)),
    openSdkResults: () => new rust.SdkResults(),
    replies: new ReplyReader(rust.memory),
    catalogue,
    wheelHost,
  };
}

let loading: Promise<WebAssembly.Module> | null = null;

/** Fetched and compiled once, by the first recording; a failed load is tried again. */
function audioFiles(url: string): Promise<WebAssembly.Module> {
  loading ??= compiled(url).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function compiled(url: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await (await fetchPart(url)).arrayBuffer());
}

function decoderWorker(): Worker {
  return new Worker(new URL('./decoder_worker.ts', import.meta.url), { type: 'module' });
}

async function fetchPart(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} could not be loaded: ${response.status}`);
  return response;
}
