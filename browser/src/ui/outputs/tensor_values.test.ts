import { expect, test } from 'vitest';
import type { DType, Tensor } from '../../protocol/value.ts';
import { readElements, toNpy } from './tensor_values.ts';

const tensor = (dtype: DType, shape: number[], data: ArrayBufferView<ArrayBuffer>): Tensor => ({
  dtype,
  shape,
  data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});

test('every element type reads as numbers', () => {
  expect([...readElements(tensor('float32', [2], new Float32Array([0.5, -2])))]).toEqual([0.5, -2]);
  expect([...readElements(tensor('int64', [1], new BigInt64Array([-5n])))]).toEqual([-5]);
  expect([...readElements(tensor('bool', [2], new Uint8Array([0, 7])))]).toEqual([0, 1]);
  expect([...readElements(tensor('complex64', [1], new Float32Array([3, -4])))]).toEqual([5]);
  const halves = new Uint16Array([0x3c00, 0xc000, 0x0001, 0x7c00]);
  expect([...readElements(tensor('float16', [4], halves))]).toEqual([
    1,
    -2,
    2 ** -24,
    Number.POSITIVE_INFINITY,
  ]);
});

test('a slice reads from where it is told, also in memory that is not aligned', () => {
  const raw = new Uint8Array(1 + 12);
  new DataView(raw.buffer).setInt32(5, 77, true);
  const odd: Tensor = { dtype: 'int32', shape: [3], data: raw.subarray(1) };
  expect([...readElements(odd, 1, 1)]).toEqual([77]);
});

test('the npy header is as numpy.lib.format has it', async () => {
  const bytes = new Uint8Array(await toNpy(tensor('float32', [3], new Float32Array(3))).arrayBuffer());
  const length = (bytes[8] ?? 0) + (bytes[9] ?? 0) * 256;
  expect((10 + length) % 64).toBe(0);
  expect(String.fromCharCode(...bytes.slice(10, 10 + length)).trimEnd()).toBe(
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
  );
  expect(bytes.length).toBe(10 + length + 12);
});
