// Reads a tensor's bytes as numbers, and writes it as a NumPy file.
import type { DType, Tensor } from '../../protocol/value.ts';

/** Bytes of one element and NumPy's name for it (numpy.lib.format, version 1.0). */
const ELEMENTS: Record<DType, { bytes: number; numpy: string }> = {
  float32: { bytes: 4, numpy: '<f4' },
  float64: { bytes: 8, numpy: '<f8' },
  float16: { bytes: 2, numpy: '<f2' },
  int8: { bytes: 1, numpy: '|i1' },
  uint8: { bytes: 1, numpy: '|u1' },
  int16: { bytes: 2, numpy: '<i2' },
  uint16: { bytes: 2, numpy: '<u2' },
  int32: { bytes: 4, numpy: '<i4' },
  uint32: { bytes: 4, numpy: '<u4' },
  int64: { bytes: 8, numpy: '<i8' },
  uint64: { bytes: 8, numpy: '<u8' },
  bool: { bytes: 1, numpy: '|b1' },
  complex64: { bytes: 8, numpy: '<c8' },
  complex128: { bytes: 16, numpy: '<c16' },
};

export function isComplex(dtype: DType): boolean {
  return dtype === 'complex64' || dtype === 'complex128';
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Elements `from` to `from + count` as doubles; a complex number as its magnitude. */
export function readElements(
  tensor: Tensor,
  from = 0,
  count = elementCount(tensor.shape) - from,
): Float64Array<ArrayBuffer> {
  const { bytes } = ELEMENTS[tensor.dtype];
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  const read = READERS[tensor.dtype];
  const values = new Float64Array(count);
  for (let i = 0; i < count; i += 1) values[i] = read(view, (from + i) * bytes);
  return values;
}

const READERS: Record<DType, (view: DataView, at: number) => number> = {
  float32: (view, at) => view.getFloat32(at, true),
  float64: (view, at) => view.getFloat64(at, true),
  float16: (view, at) => halfFloat(view.getUint16(at, true)),
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at) => view.getInt16(at, true),
  uint16: (view, at) => view.getUint16(at, true),
  int32: (view, at) => view.getInt32(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int64: (view, at) => Number(view.getBigInt64(at, true)),
  uint64: (view, at) => Number(view.getBigUint64(at, true)),
  bool: (view, at) => (view.getUint8(at) ? 1 : 0),
  complex64: (view, at) => Math.hypot(view.getFloat32(at, true), view.getFloat32(at + 4, true)),
  complex128: (view, at) => Math.hypot(view.getFloat64(at, true), view.getFloat64(at + 8, true)),
};

/** IEEE 754 binary16; DataView.getFloat16 is too new to rely on. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export function doubles(values: Float64Array<ArrayBuffer>, shape: number[]): Tensor {
  return {
    dtype: 'float64',
    shape,
    data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

/** A .npy file, version 1.0: numpy.load reads it back with the same dtype and shape. */
export function toNpy(tensor: Tensor): Blob {
  const { shape } = tensor;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const fields = `{'descr': '${ELEMENTS[tensor.dtype].numpy}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const prefix = 10;
  const padded = `${fields.padEnd(Math.ceil((prefix + fields.length + 1) / 64) * 64 - prefix - 1)}\n`;
  const head = new Uint8Array(prefix + padded.length);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8]);
  head.set(new TextEncoder().encode(padded), prefix);
  return new Blob([head, tensor.data], { type: 'application/octet-stream' });
}
