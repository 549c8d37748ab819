// Values as the page sees them: what goes into a pipeline and what comes out.

export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool'
  | 'complex64'
  | 'complex128';

export interface Tensor {
  dtype: DType;
  shape: number[];
  /** C order, little-endian. */
  data: Uint8Array<ArrayBuffer>;
}

/** In `text`, array i stands as `{"$array": i}`. */
export interface JsonValue {
  kind: 'json';
  text: string;
  arrays: Tensor[];
}
export interface TextValue {
  kind: 'text';
  text: string;
}
/** Planar float32 in [-1, 1]: channel after channel, `frames` samples each. */
export interface AudioValue {
  kind: 'audio';
  sample_rate: number;
  channels: number;
  frames: number;
  samples: Float32Array<ArrayBuffer>;
}
export interface TensorValue extends Tensor {
  kind: 'tensor';
}
export interface BytesValue {
  kind: 'bytes';
  data: Uint8Array<ArrayBuffer>;
}
export type Value = JsonValue | TextValue | AudioValue | TensorValue | BytesValue;

/** One packet that left the graph. */
export interface OutputPacket {
  /** Index into the plan's outputs. */
  output: number;
  sequence: number;
  /** Seconds since the start of the stream. */
  timestamp: number;
  /** A JSON object as text, or empty. */
  metadata: string;
  value: Value;
}
