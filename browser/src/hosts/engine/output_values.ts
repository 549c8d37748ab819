/** Turns the body of a packet that leaves the graph into a value of the page's own: one copy. */
import type { DType, JsonValue, Tensor, Value } from '../../protocol/value.ts';
import {
  DTYPES,
  KIND_AUDIO,
  KIND_BYTES,
  KIND_JSON,
  KIND_TENSOR,
  KIND_TEXT,
  type PacketFields,
} from './packet.ts';

const text = new TextDecoder();

/** `body` is a view into some wasm memory, valid only during this call. */
export function outputValue(packet: PacketFields, body: Uint8Array): Value {
  const read = READERS[packet.kind];
  if (!read) throw new Error(`packet of unknown kind ${packet.kind}`);
  return read(packet, body);
}

const READERS: { readonly [kind: number]: (packet: PacketFields, body: Uint8Array) => Value } = {
  [KIND_JSON]: (packet, body) =>
    packet.arrays === 0
      ? { kind: 'json', text: text.decode(body), arrays: [] }
      : jsonWithArrays(body, packet.arrays),
  [KIND_TEXT]: (_, body) => ({ kind: 'text', text: text.decode(body) }),
  [KIND_AUDIO]: (packet, body) => ({
    kind: 'audio',
    sample_rate: packet.sampleRate,
    channels: packet.dims[0]!,
    frames: packet.dims[1]!,
    samples: new Float32Array(copy(body).buffer),
  }),
  [KIND_TENSOR]: (packet, body) => ({
    kind: 'tensor',
    dtype: dtypeName(packet.dtype),
    shape: packet.dims.slice(0, packet.rank),
    data: copy(body),
  }),
  [KIND_BYTES]: (_, body) => ({ kind: 'bytes', data: copy(body) }),
};

/** The layout of a JSON body with arrays: see WIRE.md, "Bodies". */
function jsonWithArrays(body: Uint8Array, count: number): JsonValue {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const length = view.getUint32(0, true);
  const value: JsonValue = { kind: 'json', text: text.decode(body.subarray(4, 4 + length)), arrays: [] };
  let at = 4 + length;
  for (let i = 0; i < count; i++) {
    at = (at + 3) & ~3;
    const dtype = dtypeName(view.getUint8(at));
    const rank = view.getUint8(at + 1);
    at += 4;
    const shape: number[] = [];
    for (let d = 0; d < rank; d++, at += 4) shape.push(view.getUint32(at, true));
    const bytes = view.getUint32(at, true);
    at = (at + 4 + 7) & ~7;
    const tensor: Tensor = { dtype, shape, data: copy(body.subarray(at, at + bytes)) };
    value.arrays.push(tensor);
    at += bytes;
  }
  return value;
}

function dtypeName(code: number): DType {
  const name = DTYPES[code];
  if (!name) throw new Error(`unknown element type ${code}`);
  return name;
}

/** `slice` of a view keeps neither the wasm memory nor a wrong offset. */
function copy(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(body);
}

/** The buffers of a value, to be moved and not copied when it is posted. */
export function buffersOf(value: Value): ArrayBuffer[] {
  switch (value.kind) {
    case 'text':
      return [];
    case 'json':
      return value.arrays.map((array) => array.data.buffer);
    case 'audio':
      return [value.samples.buffer];
    case 'tensor':
    case 'bytes':
      return [value.data.buffer];
  }
}
