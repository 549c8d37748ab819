/**
 * Collects events for the next step (wasm_kernels/WIRE.md, "Events: host → engine").
 *
 * They are gathered here and not in the inbox itself, because hosts answer while the outbox is
 * still being read, and the inbox may be moved.
 */
import type { NodeFailure } from './node_host.ts';
import type { PacketFields } from './packet.ts';

const PUSH = 1;
const CLOSE = 2;
const COMPLETE = 3;
const EMIT = 4;
const FAIL = 5;
const MATERIALISED = 6;
const CANCEL = 7;
const NOT_MATERIALISED = 8;
const SPENT = 9;
const MARK = 10;

/** What a MARK tells of. */
export const MARK_CALL = 1;
export const MARK_COPY = 2;
export const MARK_STAGE = 3;

const HEADER_BYTES = 8;
const PACKET_BYTES = 48;
const text = new TextEncoder();

export class EventWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;
  #start = 0;
  /** The call whose COMPLETE is being written, with the place of its count. */
  #open = -1;
  #countAt = 0;
  #count = 0;

  /** Bytes of all events so far. */
  get length(): number {
    return this.#at;
  }

  /** Copies all events to where the engine reads them, and starts anew. */
  moveTo(inbox: Uint8Array): void {
    if (this.#open >= 0) throw new Error(`call ${this.#open} gave outputs and was not completed`);
    inbox.set(this.#bytes.subarray(0, this.#at));
    this.#at = 0;
  }

  push(input: number, packet: PacketFields): void {
    this.#begin(PUSH);
    this.#u32(input);
    this.#packet(packet);
    this.#end();
  }

  close(input: number): void {
    this.#begin(CLOSE);
    this.#u32(input);
    this.#end();
  }

  /** One packet of the COMPLETE that `complete(call)` ends. */
  output(call: number, port: number, packet: PacketFields): void {
    if (this.#open !== call) this.#openComplete(call);
    this.#count++;
    this.#room(4);
    this.#u32(port);
    this.#packet(packet);
  }

  complete(call: number): void {
    if (this.#open !== call) this.#openComplete(call);
    this.#view.setUint32(this.#countAt, this.#count, true);
    this.#open = -1;
    this.#end();
  }

  emit(call: number, port: number, packet: PacketFields): void {
    this.#begin(EMIT);
    this.#u32(call);
    this.#u32(port);
    this.#packet(packet);
    this.#end();
  }

  /** Ends `call` without a result. The packets of an unfinished COMPLETE were never named: they stay the host's. */
  fail(call: number, failure: NodeFailure): void {
    if (this.#open === call) {
      this.#open = -1;
      this.#at = this.#start;
    }
    this.#begin(FAIL);
    this.#u32(call);
    this.#failure(failure);
    this.#end();
  }

  /** Seconds that the node itself worked on `call`; goes before its COMPLETE or FAIL. */
  spent(call: number, seconds: number): void {
    this.#begin(SPENT);
    this.#u32(call);
    this.#view.setFloat64(this.#at, seconds, true);
    this.#at += 8;
    this.#end();
  }

  /** `packet` says where the engine has it now. */
  materialised(owner: number, id: number, packet: PacketFields): void {
    this.#begin(MATERIALISED);
    this.#u32(owner);
    this.#u32(id);
    this.#packet(packet);
    this.#end();
  }

  /** The copy into the engine could not be made: the run fails. */
  notMaterialised(owner: number, id: number, failure: NodeFailure): void {
    this.#begin(NOT_MATERIALISED);
    this.#u32(owner);
    this.#u32(id);
    this.#failure(failure);
    this.#end();
  }

  /** For the trace: what this host did, from and to in ms of its clock. `a` and `b` as WIRE.md has them. */
  mark(what: number, a: number, b: number, began: number, ended: number, label = ''): void {
    this.#begin(MARK);
    this.#room(32);
    for (const number of [what, a, b]) this.#u32(number);
    for (const ms of [began, ended]) {
      this.#view.setFloat64(this.#at, ms / 1000, true);
      this.#at += 8;
    }
    this.#string(label);
    this.#end();
  }

  cancel(): void {
    this.#begin(CANCEL);
    this.#end();
  }

  #openComplete(call: number): void {
    this.#begin(COMPLETE);
    this.#u32(call);
    this.#countAt = this.#at;
    this.#u32(0);
    this.#open = call;
    this.#count = 0;
  }

  /** Starts a record, with room for its fixed fields beside one packet's. */
  #begin(tag: number): void {
    if (this.#open >= 0) throw new Error(`an event came between the outputs of call ${this.#open}`);
    this.#room(HEADER_BYTES + 16);
    this.#start = this.#at;
    this.#view.setUint32(this.#at + 4, tag, true);
    this.#at += HEADER_BYTES;
  }

  #end(): void {
    this.#view.setUint32(this.#start, this.#at - this.#start, true);
  }

  #u32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  #packet(from: PacketFields): void {
    this.#room(PACKET_BYTES + from.rank * 4);
    const view = this.#view;
    const at = this.#at;
    view.setUint8(at, from.owner);
    view.setUint8(at + 1, from.kind);
    view.setUint8(at + 2, from.flags);
    view.setUint8(at + 3, from.rank);
    view.setUint32(at + 4, from.id, true);
    view.setUint32(at + 8, from.address, true);
    view.setUint32(at + 12, from.bytes, true);
    view.setUint32(at + 16, from.dtype, true);
    view.setUint32(at + 20, from.arrays, true);
    view.setFloat64(at + 24, from.timestamp, true);
    // The engine numbers packets itself.
    view.setFloat64(at + 32, 0, true);
    view.setFloat64(at + 40, from.sampleRate, true);
    this.#at = at + PACKET_BYTES;
    for (let i = 0; i < from.rank; i++) this.#u32(from.dims[i]!);
    this.#string(from.metadata);
  }

  #failure({ type, message, traceback, code, help, file, line }: NodeFailure): void {
    this.#string(JSON.stringify({ type, message, traceback, code, help, file, line })); // absent where undefined
  }

  #string(value: string): void {
    // UTF-8 needs at most three bytes for a UTF-16 unit.
    this.#room(4 + value.length * 3);
    let length = 0;
    if (value !== '') length = text.encodeInto(value, this.#bytes.subarray(this.#at + 4)).written;
    this.#view.setUint32(this.#at, length, true);
    this.#at += 4 + length;
  }

  #room(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}
