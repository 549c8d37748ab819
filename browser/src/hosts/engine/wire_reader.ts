/**
 * Reads the commands of one step from the outbox (wasm_kernels/WIRE.md, "Commands").
 *
 * A flyweight: `next()` moves to the next record and fills the fields that its tag has; the packets
 * it hands out are reused by the following record. The outbox lies in wasm memory, which may grow
 * while commands are carried out, so every `next()` is given the memory's buffer of that moment.
 */
import { type CallInputs, PacketFields } from './packet.ts';

export const CALL = 1;
export const MATERIALISE = 2;
export const RELEASE = 3;
export const OUTPUT = 4;
export const READY = 5;
export const REFUSED = 6;
export const DONE = 7;
export const FAILED = 8;
export const ABORT = 9;
export const NOTE = 10;
export const GO_ON = 11;

const HEADER_BYTES = 8;
const PACKET_BYTES = 48;
const text = new TextDecoder();

/** Grows to the longest list of inputs that one call has had. */
class InputList implements CallInputs {
  count = 0;
  readonly ports: number[] = [];
  readonly packets: PacketFields[] = [];

  port(i: number): number {
    return this.ports[i]!;
  }

  packet(i: number): PacketFields {
    return this.packets[i]!;
  }
}

export class CommandReader {
  /** CALL, ABORT, GO_ON. */
  call = 0;
  /** CALL. */
  node = 0;
  /** CALL. */
  reason = 0;
  /** CALL. */
  readonly inputs = new InputList();
  /** MATERIALISE, OUTPUT, REFUSED. */
  readonly packet = new PacketFields();
  /** MATERIALISE: the owner it must reach; RELEASE: the owner it has. */
  owner = 0;
  /** MATERIALISE: the id it gets there; RELEASE. */
  id = 0;
  /** READY and REFUSED: an input; OUTPUT: an output. */
  end = 0;
  /** DONE: 0 complete, 1 cancelled. */
  how = 0;
  /** FAILED, NOTE: a diagnostic as JSON. */
  json = '';

  #view = new DataView(new ArrayBuffer(0));
  #at = 0;
  #stop = 0;

  /** Starts on an outbox of `bytes` bytes at `address`. */
  begin(address: number, bytes: number): void {
    this.#at = address;
    this.#stop = address + bytes;
  }

  /** Tag of the next command, its fields read; 0 when there is none left. */
  next(memory: ArrayBuffer): number {
    if (this.#at >= this.#stop) return 0;
    if (this.#view.buffer !== memory) this.#view = new DataView(memory);
    const view = this.#view;
    const start = this.#at;
    const size = view.getUint32(start, true);
    if (size < HEADER_BYTES || start + size > this.#stop) {
      throw new Error(`outbox: a record of ${size} bytes where ${this.#stop - start} are left`);
    }
    this.#at = start + size;
    const tag = view.getUint8(start + 4);
    const read = FIELDS[tag];
    if (!read) throw new Error(`outbox: unknown command ${tag}`);
    read(this, view, start + HEADER_BYTES);
    return tag;
  }
}

/** What each command holds, by tag. */
const FIELDS: { readonly [tag: number]: (to: CommandReader, view: DataView, at: number) => void } = {
  [CALL]: (to, view, at) => {
    to.call = view.getUint32(at, true);
    to.node = view.getUint32(at + 4, true);
    to.reason = view.getUint32(at + 8, true);
    const { inputs } = to;
    inputs.count = view.getUint32(at + 12, true);
    let next = at + 16;
    for (let i = 0; i < inputs.count; i++) {
      inputs.ports[i] = view.getUint32(next, true);
      inputs.packets[i] ??= new PacketFields();
      next = readPacket(view, next + 4, inputs.packets[i]!);
    }
  },
  [MATERIALISE]: (to, view, at) => {
    to.owner = view.getUint32(at, true);
    to.id = view.getUint32(at + 4, true);
    readPacket(view, at + 8, to.packet);
  },
  [RELEASE]: (to, view, at) => {
    to.owner = view.getUint32(at, true);
    to.id = view.getUint32(at + 4, true);
  },
  [OUTPUT]: (to, view, at) => {
    to.end = view.getUint32(at, true);
    readPacket(view, at + 4, to.packet);
  },
  [READY]: (to, view, at) => {
    to.end = view.getUint32(at, true);
  },
  [REFUSED]: (to, view, at) => {
    to.end = view.getUint32(at, true);
    readPacket(view, at + 4, to.packet);
  },
  [DONE]: (to, view, at) => {
    to.how = view.getUint32(at, true);
  },
  [FAILED]: (to, view, at) => {
    to.json = readString(view, at);
  },
  [ABORT]: (to, view, at) => {
    to.call = view.getUint32(at, true);
  },
  [NOTE]: (to, view, at) => {
    to.json = readString(view, at);
  },
  [GO_ON]: (to, view, at) => {
    to.call = view.getUint32(at, true);
  },
};

/** Fills `to`; returns where the packet ends. */
function readPacket(view: DataView, at: number, to: PacketFields): number {
  to.owner = view.getUint8(at);
  to.kind = view.getUint8(at + 1);
  to.flags = view.getUint8(at + 2);
  to.rank = view.getUint8(at + 3);
  to.id = view.getUint32(at + 4, true);
  to.address = view.getUint32(at + 8, true);
  to.bytes = view.getUint32(at + 12, true);
  to.dtype = view.getUint8(at + 16);
  to.arrays = view.getUint32(at + 20, true);
  to.timestamp = view.getFloat64(at + 24, true);
  // Below 2^53 for any stream that ends within this century.
  to.sequence = view.getUint32(at + 32, true) + view.getUint32(at + 36, true) * 0x1_0000_0000;
  to.sampleRate = view.getFloat64(at + 40, true);
  let next = at + PACKET_BYTES;
  for (let i = 0; i < to.rank; i++, next += 4) to.dims[i] = view.getUint32(next, true);
  const length = view.getUint32(next, true);
  to.metadata = length === 0 ? '' : readString(view, next);
  return next + 4 + length;
}

function readString(view: DataView, at: number): string {
  const length = view.getUint32(at, true);
  return text.decode(new Uint8Array(view.buffer, at + 4, length));
}
