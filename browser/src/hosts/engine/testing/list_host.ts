/**
 * A node host for tests whose nodes are JavaScript functions over plain bytes. It keeps books: what
 * was materialised, read, released and aborted, so that a test can count copies and leaks.
 */
import type { Diagnostic } from '../../../protocol/diagnostic.ts';
import type { NodeEvents, NodeHost, NodeHostStart } from '../node_host.ts';
import { type CallInputs, KIND_JSON, OWNER_PYTHON, PacketFields } from '../packet.ts';

/** What a node function gets to answer with. */
export interface CallTools {
  call: number;
  reason: number;
  /** Values of the inputs, parsed. */
  values: unknown[];
  /** Their ids, to hand one on as it is. */
  ids: number[];
  output(value: unknown): void;
  /** Hands on a value that the host has already. */
  outputId(id: number, bytes: number): void;
  emit(value: unknown): void;
  complete(): void;
  fail(message: string): void;
  log(text: string): void;
}

export type NodeFunction = (tools: CallTools) => void;

export class ListHost implements NodeHost {
  readonly owner = OWNER_PYTHON;
  readonly values = new Map<number, Uint8Array>();
  readonly book: string[] = [];
  readonly aborted: number[] = [];
  cleanedUp = false;
  problems: Diagnostic[] = [];
  /** What `advance` goes on with, by call. */
  readonly rests = new Map<number, () => void>();
  /** Makes the next materialise throw. */
  failNextCopy = false;
  readonly #functions: Record<string, NodeFunction>;
  #events!: NodeEvents;
  #ids = new Map<number, string>();
  #last = 0;

  /** By node id. */
  constructor(functions: Record<string, NodeFunction>) {
    this.#functions = functions;
  }

  async create({ nodes, events }: NodeHostStart): Promise<Diagnostic[]> {
    this.#events = events;
    this.#ids = new Map(nodes.map(({ index, id }) => [index, id]));
    return this.problems;
  }

  call(call: number, node: number, reason: number, inputs: CallInputs): void {
    const ids: number[] = [];
    const values: unknown[] = [];
    for (let i = 0; i < inputs.count; i++) {
      const { id } = inputs.packet(i);
      ids.push(id);
      values.push(JSON.parse(new TextDecoder().decode(this.#body(id))));
    }
    const run = this.#functions[this.#ids.get(node)!]!;
    run({
      call,
      reason,
      values,
      ids,
      output: (value) => this.#events.output(call, 0, this.#keep(value)),
      outputId: (id, bytes) => this.#events.output(call, 0, jsonPacket(id, bytes)),
      emit: (value) => this.#events.emit(call, 0, this.#keep(value)),
      complete: () => this.#events.complete(call),
      fail: (message) => this.#events.fail(call, { type: 'ValueError', message, traceback: 'line 1' }),
      log: (text) => this.#events.log(node, 'stdout', text),
    });
  }

  advance(call: number): void {
    this.book.push(`advance ${call}`);
    const rest = this.rests.get(call);
    this.rests.delete(call);
    rest?.();
  }

  materialise(id: number, _packet: PacketFields, body: Uint8Array): void {
    if (this.failNextCopy) {
      this.failNextCopy = false;
      throw new RangeError('no room');
    }
    this.book.push('materialise');
    this.values.set(id, body.slice());
  }

  read(id: number): Uint8Array {
    this.book.push('read');
    return this.#body(id);
  }

  release(id: number): void {
    if (!this.values.delete(id)) throw new Error(`value ${id} was released twice`);
    this.book.push('release');
  }

  abort(call: number): void {
    this.aborted.push(call);
    this.rests.delete(call);
  }

  async cleanup(): Promise<Diagnostic[]> {
    this.cleanedUp = true;
    return [];
  }

  #keep(value: unknown): PacketFields {
    const body = new TextEncoder().encode(JSON.stringify(value));
    this.values.set(++this.#last, body);
    return jsonPacket(this.#last, body.length);
  }

  #body(id: number): Uint8Array {
    const body = this.values.get(id);
    if (!body) throw new Error(`value ${id} is not here`);
    return body;
  }
}

function jsonPacket(id: number, bytes: number): PacketFields {
  const packet = new PacketFields();
  packet.owner = OWNER_PYTHON;
  packet.kind = KIND_JSON;
  packet.id = id;
  packet.bytes = bytes;
  return packet;
}
