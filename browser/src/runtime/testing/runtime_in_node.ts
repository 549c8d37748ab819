/**
 * The runtime with its real broker, engine and driver, all in one thread of Node: only what a
 * browser alone has, the worker and the frame, is replaced by a plain call.
 */
import { Broker } from '../../broker/broker.ts';
import { readerOfBytes, SameThreadDecoder } from '../../broker/same_thread_decoder.ts';
import { ReplyReader } from '../../broker/wasm_calls.ts';
import type { NodeHost } from '../../hosts/engine/node_host.ts';
import { serveRun } from '../../hosts/engine/serve_run.ts';
import { vendoredAudioFiles, vendoredRust } from '../../hosts/engine/testing/vendored_rust.ts';
import type { FromBroker, ToBroker } from '../../protocol/broker_messages.ts';
import type { Runtime } from '../../protocol/run.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { BrokerWorker } from '../broker_link.ts';
import { type RuntimeParts, runtimeOf } from '../runtime.ts';

export interface TestRuntime {
  runtime: Runtime;
  workers: TestWorker[];
  sandboxes: TestSandbox[];
}

/** `host`: what runs Python nodes; `catalogue`: the node types that it knows. */
export function runtimeInNode(
  options: { host?: () => NodeHost; catalogue?: unknown; silence_limit_s?: number } = {},
): TestRuntime {
  const workers: TestWorker[] = [];
  const sandboxes: TestSandbox[] = [];
  const pool: RuntimeParts['pool'] = {
    async take({ signal }) {
      await Promise.resolve();
      signal?.throwIfAborted();
      const sandbox = new TestSandbox(options.host);
      sandboxes.push(sandbox);
      return sandbox;
    },
    ready: async () => {},
    expectPython: () => {},
    diagnostics: () => ({}),
    close: () => {},
  };
  const runtime = runtimeOf({
    assets: { url: (name) => new URL(`https://page.invalid/${name}`) },
    pool,
    startBroker: () => {
      const worker = new TestWorker(options.catalogue ?? {});
      workers.push(worker);
      return worker;
    },
    silence_limit_s: options.silence_limit_s ?? 600,
  });
  return { runtime, workers, sandboxes };
}

/** The broker worker without a thread of its own; messages are cloned and moved as between threads. */
export class TestWorker implements BrokerWorker {
  onmessage: BrokerWorker['onmessage'] = null;
  onerror: BrokerWorker['onerror'] = null;
  onmessageerror: BrokerWorker['onmessageerror'] = null;
  readonly #broker: Broker;
  #ended = false;

  constructor(catalogue: unknown) {
    const rust = vendoredRust();
    const parts = Promise.resolve({
      openBundle: (size: number) => new rust.Bundle(size),
      openPipeline: () => new rust.Pipeline(),
      audioFiles: async () => vendoredAudioFiles(),
      openDocument: () => new rust.Document(),
      openDecoder: () => new SameThreadDecoder(vendoredAudioFiles(), readerOfBytes),
      openSdkResults: () => new rust.SdkResults(),
      replies: new ReplyReader(rust.memory),
      catalogue,
      wheelHost: null,
    });
    this.#broker = new Broker(parts, (message: FromBroker, transfer: Transferable[] = []) => {
      const data = structuredClone(message, { transfer });
      if (!this.#ended) this.onmessage?.call(this as never, { data } as MessageEvent);
    });
  }

  postMessage(message: ToBroker, transfer: Transferable[] | StructuredSerializeOptions = []): void {
    if (message.kind === 'begin') return;
    // Ports cannot be cloned within one thread here; everything else is.
    const data =
      message.kind === 'request' && message.name === 'run'
        ? message
        : structuredClone(message, { transfer: transfer as Transferable[] });
    queueMicrotask(() => this.#broker.receive(data));
  }

  terminate(): void {
    this.#ended = true;
  }

  /** As a worker that dies. */
  die(message: string): void {
    this.onerror?.call(this as never, { message, preventDefault: () => {} } as ErrorEvent);
  }
}

export class TestSandbox implements Sandbox {
  readonly up = Promise.resolve();
  readonly start = new Promise<never>(() => {});
  readonly failed: Promise<Error>;
  die!: (cause: Error) => void;
  tellSilence: (seconds: number | null) => void = () => {};
  stopped = 0;
  readonly #host: (() => NodeHost) | undefined;
  #port: MessagePort | null = null;

  constructor(host?: () => NodeHost) {
    this.#host = host;
    this.failed = new Promise((resolve) => {
      this.die = resolve;
    });
    if (host)
      this.start = Promise.resolve({
        how: 'plain',
        reason: 'test',
        jspi: false,
        marks: {},
      }) as Promise<never>;
  }

  connect(port: MessagePort): void {
    this.#port = port;
    const host = this.#host;
    serveRun({
      rust: vendoredRust(),
      port,
      pythonHost: async () => {
        if (!host) throw new Error('this runtime has no Python');
        return host();
      },
      fail: (error) => this.die(error as Error),
    });
  }

  startPython() {
    return this.start;
  }

  stop(): void {
    this.stopped++;
    this.#port?.close();
  }

  workerFrom = () => null;
  steps = () => [];
  onSteps = () => () => {};
  onSilence(listener: (seconds: number | null) => void): () => void {
    this.tellSilence = listener;
    return () => {};
  }
}
