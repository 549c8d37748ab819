/** Checks the values of output packets: whoever shows them may rely on their sizes. */
import type { DType, OutputPacket, Tensor, Value } from '../protocol/value.ts';
import { BadMessage, fields, integer, list, number, oneOf, text } from './checked_fields.ts';

const ITEM_BYTES: Readonly<Record<DType, number>> = {
  float16: 2,
  float32: 4,
  float64: 8,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  bool: 1,
  complex64: 8,
  complex128: 16,
};
const DTYPES = Object.keys(ITEM_BYTES) as DType[];

/** `outputs`: how many the plan has. */
export function checkedOutput(value: unknown, outputs: number): OutputPacket {
  const packet = fields(value, 'output');
  return {
    output: integer(packet.output, 'output', outputs),
    sequence: integer(packet.sequence, 'sequence'),
    timestamp: number(packet.timestamp, 'timestamp'),
    metadata: text(packet.metadata, 'metadata'),
    value: checkedValue(packet.value),
  };
}

/** Bytes that a packet weighs, its body and its text: what the output window counts. */
export function weight({ metadata, value }: OutputPacket): number {
  const kinds: { [Kind in Value['kind']]: (value: Extract<Value, { kind: Kind }>) => number } = {
    json: (json) => json.arrays.reduce((sum, array) => sum + array.data.byteLength, json.text.length),
    text: (plain) => plain.text.length,
    audio: (audio) => audio.samples.byteLength,
    tensor: (tensor) => tensor.data.byteLength,
    bytes: (bytes) => bytes.data.byteLength,
  };
  return metadata.length + (kinds[value.kind] as (value: Value) => number)(value);
}

/** The buffers of a packet, to be moved on to the page. */
export function outputBuffers({ value }: OutputPacket): ArrayBuffer[] {
  const kinds: { [Kind in Value['kind']]: (value: Extract<Value, { kind: Kind }>) => ArrayBuffer[] } = {
    json: (json) => json.arrays.map(({ data }) => data.buffer),
    text: () => [],
    audio: (audio) => [audio.samples.buffer],
    tensor: (tensor) => [tensor.data.buffer],
    bytes: (bytes) => [bytes.data.buffer],
  };
  return (kinds[value.kind] as (value: Value) => ArrayBuffer[])(value);
}

type Reader = (value: Record<string, unknown>) => Value;

const READERS: { readonly [Kind in Value['kind']]: Reader } = {
  json: (value) => ({
    kind: 'json',
    text: text(value.text, 'json'),
    arrays: list(value.arrays, 'arrays', (array) => checkedTensor(fields(array, 'array'))),
  }),
  text: (value) => ({ kind: 'text', text: text(value.text, 'text') }),
  audio: (value) => {
    const channels = integer(value.channels, 'channels', 0x1_0000, 1);
    const frames = integer(value.frames, 'frames');
    const { samples } = value;
    if (!(samples instanceof Float32Array) || samples.length !== channels * frames || !owns(samples)) {
      throw new BadMessage('samples do not fit channels and frames');
    }
    return {
      kind: 'audio',
      sample_rate: number(value.sample_rate, 'sample_rate'),
      channels,
      frames,
      samples: samples as Float32Array<ArrayBuffer>,
    };
  },
  tensor: (value) => ({ kind: 'tensor', ...checkedTensor(value) }),
  bytes: (value) => ({ kind: 'bytes', data: checkedBytes(value.data) }),
};

function checkedValue(value: unknown): Value {
  const known = fields(value, 'value');
  const kind = oneOf(known.kind, 'kind of value', Object.keys(READERS) as Value['kind'][]);
  return READERS[kind](known);
}

function checkedTensor(value: Record<string, unknown>): Tensor {
  const dtype = oneOf(value.dtype, 'dtype', DTYPES);
  const shape = list(value.shape, 'shape', (axis) => integer(axis, 'axis'));
  const data = checkedBytes(value.data);
  const items = shape.reduce((product, axis) => product * axis, 1);
  if (items * ITEM_BYTES[dtype] !== data.length)
    throw new BadMessage('the bytes of an array do not fit its shape');
  return { dtype, shape, data };
}

function checkedBytes(value: unknown): Uint8Array<ArrayBuffer> {
  if (!(value instanceof Uint8Array) || !owns(value)) throw new BadMessage('these are no bytes of their own');
  return value as Uint8Array<ArrayBuffer>;
}

/** A buffer that nobody else keeps a hand in: shared memory could change after it was checked. */
function owns(view: Uint8Array | Float32Array): boolean {
  return view.buffer instanceof ArrayBuffer;
}
