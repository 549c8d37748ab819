/** Values as the wire describes them (wasm_kernels/WIRE.md, "Encoding"), for the wasm's own classes. */
import type { DType, Tensor, Value } from '../protocol/value.ts';

/** A value as the wire describes it (wasm_kernels/WIRE.md, "Encoding"). */
export interface Described {
  kind: number;
  dtype: number;
  arrays: number;
  sampleRate: number;
  dims: number[];
  body: Uint8Array;
}

/** Codes of element types. */
const DTYPE_CODES: Readonly<Record<DType, number>> = {
  float32: 1,
  float64: 2,
  int8: 3,
  uint8: 4,
  int16: 5,
  uint16: 6,
  int32: 7,
  uint32: 8,
  int64: 9,
  uint64: 10,
  bool: 11,
  float16: 12,
  complex64: 13,
  complex128: 14,
};

const NOTHING = { dtype: 0, arrays: 0, sampleRate: 0, dims: [] };
const utf8 = new TextEncoder();

const DESCRIBE: { [Kind in Value['kind']]: (value: Extract<Value, { kind: Kind }>) => Described } = {
  json: ({ text, arrays }) => ({ ...NOTHING, kind: 1, arrays: arrays.length, body: jsonBody(text, arrays) }),
  text: ({ text }) => ({ ...NOTHING, kind: 2, body: utf8.encode(text) }),
  audio: ({ sample_rate, channels, frames, samples }) => ({
    kind: 3,
    dtype: DTYPE_CODES.float32,
    arrays: 0,
    sampleRate: sample_rate,
    dims: [channels, frames],
    body: new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
  }),
  tensor: ({ dtype, shape, data }) => ({
    ...NOTHING,
    kind: 4,
    dtype: DTYPE_CODES[dtype],
    dims: shape,
    body: data,
  }),
  bytes: ({ data }) => ({ ...NOTHING, kind: 5, body: data }),
};

export function described(value: Value): Described {
  return (DESCRIBE[value.kind] as (value: Value) => Described)(value);
}

/** WIRE.md, "Bodies": the text, then each array behind its header, aligned. */
function jsonBody(text: string, arrays: readonly Tensor[]): Uint8Array {
  const bytes = utf8.encode(text);
  if (arrays.length === 0) return bytes;
  const room = arrays.reduce(
    (sum, { shape, data }) => sum + 4 * shape.length + data.length + 24,
    4 + bytes.length,
  );
  const body = new Uint8Array(room);
  const view = new DataView(body.buffer);
  view.setUint32(0, bytes.length, true);
  body.set(bytes, 4);
  let at = 4 + bytes.length;
  for (const { dtype, shape, data } of arrays) {
    at = (at + 3) & ~3;
    view.setUint8(at, DTYPE_CODES[dtype]);
    view.setUint8(at + 1, shape.length);
    at += 4;
    for (const length of shape) {
      view.setUint32(at, length, true);
      at += 4;
    }
    view.setUint32(at, data.length, true);
    at = (at + 4 + 7) & ~7;
    body.set(data, at);
    at += data.length;
  }
  return body.subarray(0, at);
}
