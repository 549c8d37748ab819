/** Drives a Python host as the engine's driver does, with packets made by hand. */
import { fileURLToPath } from 'node:url';
import type { PyodideAPI } from 'pyodide';
import { installerZip } from '../../../../build/installer.ts';
import type { Diagnostic } from '../../../protocol/diagnostic.ts';
import type { PlanNode } from '../../../protocol/plan.ts';
import type { NodeFailure, NodeHost } from '../../engine/node_host.ts';
import {
  FLAG_SHARED,
  KIND_AUDIO,
  KIND_JSON,
  OWNER_PYTHON,
  PacketFields,
  REASON_END_OF_STREAM,
  REASON_PROCESS,
} from '../../engine/packet.ts';
import { createPyodideHost } from '../pyodide_host.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const ENGINE_BIT = 2 ** 31;
const PORT = [{ name: 'default', type: 'any' as const }];

export interface Given {
  packet: PacketFields;
  /** A copy, as it was when the node gave it out. */
  body: Uint8Array;
}

export class DirectRun {
  readonly host: NodeHost;
  readonly given: Given[] = [];
  readonly failures: NodeFailure[] = [];
  readonly logs: [node: number, stream: string, text: string][] = [];
  found: Diagnostic[] = [];
  /** Whether generators are told to go on; if not, a call that rests stays so. */
  goesOn = true;
  #calls = 0;
  #last = 0;
  #ended: (() => void) | null = null;
  readonly #packet = new PacketFields();

  /** How often micropip and packaging were handed in. */
  installs = 0;

  private constructor(py: PyodideAPI) {
    this.host = createPyodideHost(py, () => {
      this.installs++;
      return installerZip(ROOT);
    });
  }

  /** A run of these classes of one Python file, each as a node, by their order. */
  static of(py: PyodideAPI, source: string, ...types: string[]): Promise<DirectRun> {
    return DirectRun.with(py, new Map([['nodes/test_nodes.py', new TextEncoder().encode(source)]]), ...types);
  }

  /** The same of a bundle's files. */
  static async with(
    py: PyodideAPI,
    files: ReadonlyMap<string, Uint8Array>,
    ...types: string[]
  ): Promise<DirectRun> {
    const run = new DirectRun(py);
    const take = (packet: PacketFields) =>
      run.given.push({
        packet: new PacketFields().set(packet),
        body: run.host.read(packet.id, packet).slice(),
      });
    run.found = await run.host.create({
      nodes: types.map((type, index) => planNode(index, type)),
      files,
      wheels: [...files.keys()].filter((name) => name.endsWith('.whl')),
      outside: () => Promise.reject(new Error('nothing is allowed here')),
      events: {
        output: (_call, _port, packet) => void take(packet),
        emit: (call, _port, packet) => {
          take(packet);
          if (run.goesOn) queueMicrotask(() => run.host.advance(call));
        },
        complete: () => run.#ended?.(),
        fail: (_call, failure) => {
          run.failures.push(failure);
          run.#ended?.();
        },
        log: (...line) => void run.logs.push(line),
      },
    });
    return run;
  }

  /** Materialises a value and calls a node with it; resolves when the call is over. */
  async process(node: number, fill: (packet: PacketFields) => Uint8Array): Promise<void> {
    const id = this.materialise(fill);
    await this.#over(() => this.host.call(++this.#calls, node, REASON_PROCESS, this.#inputs()));
    this.host.release(id);
  }

  /** Calls a node with a value that Python gave out itself. */
  async passOn(node: number, { packet }: Given, flags = 0): Promise<void> {
    this.#packet.set(packet);
    this.#packet.flags = flags;
    await this.#over(() => this.host.call(++this.#calls, node, REASON_PROCESS, this.#inputs()));
  }

  async end(node: number): Promise<void> {
    const none = { count: 0, port: () => 0, packet: () => this.#packet };
    await this.#over(() => this.host.call(++this.#calls, node, REASON_END_OF_STREAM, none));
  }

  /** Makes a value of Python's; its packet stays in place for the next call. */
  materialise(fill: (packet: PacketFields) => Uint8Array): number {
    const id = ENGINE_BIT + (++this.#last % ENGINE_BIT);
    const packet = this.#packet.set(new PacketFields());
    const body = fill(packet);
    packet.owner = OWNER_PYTHON;
    packet.id = id;
    packet.bytes = body.length;
    this.host.materialise(id, packet, body);
    return id;
  }

  #inputs() {
    return { count: 1, port: () => 0, packet: () => this.#packet };
  }

  #over(start: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.#ended = resolve;
      start();
    });
  }
}

function planNode(index: number, type: string): PlanNode {
  return {
    index,
    id: `n${index}`,
    node_type: type,
    runs_in: 'python',
    origin: 'bundle',
    params: {},
    is_streaming: false,
    is_source: false,
    on_error: 'fail',
    retries: 2,
    limits: { seconds_per_call: null, memory_bytes: null },
    inputs: PORT,
    outputs: PORT,
  };
}

/** Fills a packet with one channel of audio at 16 kHz. */
export const audio =
  (samples: Float32Array, { shared = false } = {}) =>
  (packet: PacketFields): Uint8Array => {
    packet.kind = KIND_AUDIO;
    packet.dtype = 1;
    packet.rank = 2;
    packet.dims[0] = 1;
    packet.dims[1] = samples.length;
    packet.sampleRate = 16_000;
    packet.flags = shared ? FLAG_SHARED : 0;
    return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  };

/** Fills a packet with a JSON value. */
export const json =
  (value: unknown) =>
  (packet: PacketFields): Uint8Array => {
    packet.kind = KIND_JSON;
    return new TextEncoder().encode(JSON.stringify(value));
  };
