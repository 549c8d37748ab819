/** Codes and fields of a packet on the wire (wasm_kernels/WIRE.md). */
import type { DType } from '../../protocol/value.ts';

export const OWNER_ENGINE = 0;
export const OWNER_PYTHON = 1;
export const OWNER_HOST = 2;

export const KIND_JSON = 1;
export const KIND_TEXT = 2;
export const KIND_AUDIO = 3;
export const KIND_TENSOR = 4;
export const KIND_BYTES = 5;

/** More than one consumer: hand it out read-only. */
export const FLAG_SHARED = 1;

/** Why a node is called. */
export const REASON_PROCESS = 0;
export const REASON_END_OF_STREAM = 1;
export const REASON_START_OF_SOURCE = 2;

export const DTYPE_FLOAT32 = 1;

/** Element types by their code on the wire; nothing has code 0. */
export const DTYPES: readonly (DType | undefined)[] = [
  undefined,
  'float32',
  'float64',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'bool',
  'float16',
  'complex64',
  'complex128',
];

/**
 * The 48 fixed bytes of a packet with its dims and metadata, as plain fields.
 *
 * Objects of this class are reused: whoever is handed one reads it before returning, and keeps
 * numbers, never the object.
 */
export class PacketFields {
  /** Where the body is: {@link OWNER_ENGINE}, {@link OWNER_PYTHON} or {@link OWNER_HOST}. */
  owner = OWNER_ENGINE;
  /** One of the KIND_ codes. */
  kind = KIND_JSON;
  flags = 0;
  /** In its owner's space; below 2^31 where a host chose it. */
  id = 0;
  /** Of the body in the engine's memory, where the engine owns it. */
  address = 0;
  /** Of the body. */
  bytes = 0;
  /** Code of the element type; 1 for audio, 0 where there is none. */
  dtype = 0;
  /** Arrays in a JSON body. */
  arrays = 0;
  /** Seconds since the start of the stream. */
  timestamp = 0;
  /** On its edge, from 0; what a host writes here is ignored. */
  sequence = 0;
  /** Hz, audio only. */
  sampleRate = 0;
  /** How many of {@link dims} count. */
  rank = 0;
  /** Audio: channels, frames. Tensor: shape. Only the first {@link rank} entries are meant. */
  readonly dims: number[] = [];
  /** A JSON object as text, or empty. */
  metadata = '';

  /** Takes over every field: for what must outlive the record it was read from. */
  set(from: PacketFields): this {
    this.owner = from.owner;
    this.kind = from.kind;
    this.flags = from.flags;
    this.id = from.id;
    this.address = from.address;
    this.bytes = from.bytes;
    this.dtype = from.dtype;
    this.arrays = from.arrays;
    this.timestamp = from.timestamp;
    this.sequence = from.sequence;
    this.sampleRate = from.sampleRate;
    this.rank = from.rank;
    for (let i = 0; i < from.rank; i++) this.dims[i] = from.dims[i]!;
    this.metadata = from.metadata;
    return this;
  }
}

/** The packets that come with one call, reused from call to call. */
export interface CallInputs {
  readonly count: number;
  /** Input port of packet i: an index into the node's `inputs` in the plan. */
  port(i: number): number;
  packet(i: number): PacketFields;
}
