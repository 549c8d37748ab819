/**
 * Runs a bundle in Node with the page's own parts: broker, driver, engine and Pyodide, in one thread
 * and without a sandbox. For conformance only: a package is not contained here.
 */
import { openAsBlob, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Broker, type BrokerParts } from '../broker/broker.ts';
import { SameThreadDecoder } from '../broker/same_thread_decoder.ts';
import { ReplyReader } from '../broker/wasm_calls.ts';
import type { ReadAt } from '../platform/recording.ts';
import type { RustModule } from '../platform/rust_module.ts';
import type {
  BrokerDigest,
  BrokerRequestName,
  BrokerRequests,
  FromBroker,
} from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { EdgeFigures } from '../protocol/plan.ts';
import type { RunInput } from '../protocol/run.ts';
import type { OutputPacket } from '../protocol/value.ts';
import type { NodeHost } from './engine/node_host.ts';
import { serveRun } from './engine/serve_run.ts';

export interface NodeRun {
  /** Path of a bundle. */
  bundle: string;
  /** By name: a file's path where there is one, else JSON. */
  inputs: Record<string, string>;
  /** What the placeholders of the manifest stand for. */
  values?: Record<string, string>;
  rust: RustModule;
  /** The module that reads recordings. */
  audioFiles: WebAssembly.Module;
  /** The standard Python nodes (`python -m py_nodes.catalogue`). */
  catalogue: unknown;
  /** What Pyodide takes for a wheel (`py_nodes.sdk.wheel_host`). */
  wheelHost: unknown;
  pythonHost(): Promise<NodeHost>;
  traced?: boolean;
}

export interface NodeResult {
  /** Refused: the bundle cannot be opened, or its manifest has errors. */
  how: 'done' | 'failed' | 'refused';
  /** By name of the output, each value as JSON text. */
  outputs: Record<string, string[]>;
  /** Errors and warnings: of the manifest, then of the run. */
  diagnostics: Diagnostic[];
  edges: EdgeFigures[];
  /** Trace Event JSON, where it was asked for. */
  trace: Blob | null;
  /** As the older SDK gives them, in its envelope; null where the run failed, for which it has no form. */
  sdk: string | null;
}

export async function runBundleInNode({
  bundle,
  inputs,
  values = {},
  rust,
  audioFiles,
  catalogue,
  wheelHost,
  pythonHost,
  traced = false,
}: NodeRun): Promise<NodeResult> {
  const calls = new BrokerCalls({
    openBundle: (size) => new rust.Bundle(size),
    openPipeline: () => new rust.Pipeline(),
    audioFiles: async () => audioFiles,
    openDocument: () => new rust.Document(),
    openDecoder: () => new SameThreadDecoder(audioFiles, readerOfFile),
    openSdkResults: () => new rust.SdkResults(),
    replies: new ReplyReader(rust.memory),
    catalogue,
    wheelHost,
  });
  const source = await openAsBlob(bundle);
  const opened = await calls
    .request('open', { source, name: path.basename(bundle), reading: { values } })
    .catch((error: Error) => {
      if (!Array.isArray(error.cause)) throw error;
      return { plan: null, bundle: 0, diagnostics: error.cause as Diagnostic[] };
    });
  const { plan } = opened;
  if (!plan)
    return {
      how: 'refused',
      outputs: {},
      diagnostics: opened.diagnostics,
      edges: [],
      trace: null,
      sdk: null,
    };

  const { port1, port2 } = new MessageChannel();
  const packets: OutputPacket[] = [];
  const diagnostics = [...opened.diagnostics];
  let edges: EdgeFigures[] = [];
  let trace: Blob | null = null;
  const ended = new Promise<Diagnostic | null>((resolve, reject) => {
    calls.onDigest = (digest, taken) => {
      packets.push(...digest.outputs);
      diagnostics.push(...digest.notes);
      edges = digest.edges;
      taken();
      trace ??= digest.trace;
      if (digest.end) resolve(digest.end.how === 'failed' ? digest.end.error : null);
    };
    serveRun({ rust, port: port2, pythonHost, fail: reject });
  });
  const given: Record<string, RunInput> = {};
  for (const [name, text] of Object.entries(inputs)) given[name] = await inputOf(text);
  const refused = await calls
    .request('run', { run: 1, bundle: opened.bundle, inputs: given, port: port1, traced })
    .catch((error: Error) => {
      if (!Array.isArray(error.cause)) throw error;
      return error.cause as Diagnostic[];
    });
  const error = refused ? null : await ended;
  port2.close();
  diagnostics.push(...(refused ?? []));
  if (error) diagnostics.push(error);
  const hasFailed = refused !== null || error !== null;

  const outputs: NodeResult['outputs'] = {};
  for (const { index, name } of plan.outputs) {
    const values = packets.filter(({ output }) => output === index).map(({ value }) => value);
    outputs[name] = await calls.request('json', { values });
  }
  const named = plan.outputs.map(({ index, name }) => ({
    name,
    packets: packets.filter(({ output }) => output === index),
  }));
  const sdk = hasFailed ? null : await calls.request('sdk_results', { plan, outputs: named, envelope: true });
  return { how: hasFailed ? 'failed' : 'done', outputs, diagnostics, edges, trace, sdk };
}

async function inputOf(text: string): Promise<RunInput> {
  const isFile = await stat(text).then(
    (found) => found.isFile(),
    () => false,
  );
  if (!isFile) return { kind: 'json_document', text };
  const file = await openAsBlob(text);
  paths.set(file, text);
  return { kind: 'file', file, name: path.basename(text) };
}

/** Where the files of inputs lie: a Blob cannot be read at once here. */
const paths = new WeakMap<Blob, string>();

async function readerOfFile(file: Blob): Promise<ReadAt> {
  const open = openSync(paths.get(file) ?? '', 'r');
  return (offset, into) => readSync(open, into, 0, into.length, offset);
}

/** The broker, asked in the same thread. */
class BrokerCalls {
  onDigest: (digest: BrokerDigest, taken: () => void) => void = () => {};
  readonly #broker: Broker;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #last = 0;

  constructor(parts: BrokerParts) {
    this.#broker = new Broker(Promise.resolve(parts), (message) => this.#receive(message));
  }

  request<Name extends BrokerRequestName>(
    name: Name,
    body: BrokerRequests[Name]['in'],
  ): Promise<BrokerRequests[Name]['out']> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#broker.receive({ kind: 'request', id, name, body } as Parameters<Broker['receive']>[0]);
    });
  }

  #receive(message: FromBroker): void {
    if (message.kind === 'digest') {
      const { run, digest } = message;
      this.onDigest(digest, () => this.#broker.receive({ kind: 'taken', run, bytes: digest.output_bytes }));
      return;
    }
    if (message.kind === 'progress') return; // nobody here waits long enough to want it
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value as never);
    else waiting?.reject(new Error(message.failure.message, { cause: message.failure.diagnostics }));
  }
}
