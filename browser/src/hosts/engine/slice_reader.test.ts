import { expect, test } from 'vitest';
import { InputError } from './input_error.ts';
import { SLICE_BYTES, SliceReader } from './slice_reader.ts';

const FILE = Uint8Array.from({ length: 2 * SLICE_BYTES + 1000 }, (_, i) => (i * 31) % 251);

function reader(size = FILE.length) {
  const asked: [number, number][] = [];
  const slices = new SliceReader({ name: 'a.wav', size }, (offset, bytes) => asked.push([offset, bytes]));
  const supply = (bytes = Number.POSITIVE_INFINITY) => {
    const [offset, wanted] = asked.at(-1)!;
    slices.supply(FILE.slice(offset, offset + Math.min(wanted, bytes)).buffer);
  };
  return { slices, asked, supply };
}

test('asks for a slice and, once that is begun, for the next: never more than two at hand', () => {
  const { slices, asked, supply } = reader();
  expect(slices.take(0, 100)).toBeNull();
  expect(slices.take(0, 100)).toBeNull();
  expect(asked).toEqual([[0, SLICE_BYTES]]);
  supply();
  expect(slices.take(0, 100)).toEqual(FILE.subarray(0, 100));
  expect(asked.at(-1)).toEqual([SLICE_BYTES, SLICE_BYTES]);
  supply();
  slices.take(100, 100);
  expect(asked).toHaveLength(2);
  expect(slices.take(SLICE_BYTES, 100)).toEqual(FILE.subarray(SLICE_BYTES, SLICE_BYTES + 100));
  expect(asked.at(-1)).toEqual([2 * SLICE_BYTES, 1000]);
});

test('what is taken across two slices comes whole, never cut', () => {
  const { slices, supply } = reader();
  slices.take(0, 1);
  supply();
  expect(slices.take(SLICE_BYTES - 10, 100)).toBeNull();
  supply();
  expect(slices.take(SLICE_BYTES - 10, 100)).toEqual(FILE.subarray(SLICE_BYTES - 10, SLICE_BYTES + 90));
});

test.each([70_001, 1 << 20, SLICE_BYTES])(
  '%d bytes at once give the whole file; only the last are fewer',
  (bytes) => {
    const { slices, supply } = reader();
    const whole = new Uint8Array(FILE.length);
    let at = 0;
    while (at < FILE.length) {
      const part = slices.take(at, bytes);
      if (!part) {
        supply();
        continue;
      }
      expect(part.length).toBe(Math.min(bytes, FILE.length - at));
      whole.set(part, at);
      at += part.length;
    }
    expect(Buffer.compare(whole, FILE)).toBe(0);
    expect(slices.take(at, 10)).toHaveLength(0);
  },
);

test('goes to where it is sent, back and forth', () => {
  const { slices, supply } = reader();
  for (const offset of [SLICE_BYTES + 7, 5, 2 * SLICE_BYTES + 10, 0, SLICE_BYTES]) {
    let part = slices.take(offset, 10);
    for (let tries = 0; !part && tries < 3; tries++) {
      supply();
      part = slices.take(offset, 10);
    }
    expect(part).toEqual(FILE.subarray(offset, offset + 10));
  }
});

test('a file that became shorter, and one that is gone, are named with the way out', () => {
  const shorter = reader(FILE.length + 5000);
  const readOn = () => {
    for (let at = 0; ; ) {
      const part = shorter.slices.take(at, 1 << 20);
      if (part) at += part.length;
      else shorter.supply();
    }
  };
  expect(readOn).toThrow(/a\.wav cannot be read: it ends after/);

  const gone = reader();
  gone.slices.take(0, 10);
  gone.slices.fail('NotFoundError');
  expect(() => gone.slices.take(0, 10)).toThrow(InputError);
});
