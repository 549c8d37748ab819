import { expect, test } from 'vitest';
import { ReadAhead } from './read_ahead.ts';

const content = Uint8Array.from({ length: 20 << 20 }, (_, i) => (i * 31 + (i >> 12)) & 255);

/** A file that counts how it is read. */
class CountedFile extends Blob {
  readonly reads: [number, number][] = [];

  override slice(start = 0, end = this.size): Blob {
    this.reads.push([start, end]);
    return super.slice(start, end);
  }
}

test('gives exactly what was asked for, in any order', async () => {
  const file = new ReadAhead(new Blob([content]));
  const asked = [
    [0, 4],
    [19 << 20, 1 << 20],
    ...Array.from({ length: 20 }, (_, i) => [i << 20, 1 << 20]),
    [(3 << 20) + 17, 100],
    [(20 << 20) - 50, 50],
    [5, 1 << 20],
    [5 + (1 << 20), 1 << 20],
    [5 + (2 << 20), 7],
  ] as [number, number][];
  for (const [offset, bytes] of asked) {
    const got = await file.read(offset, bytes);
    expect(Buffer.compare(got, content.subarray(offset, offset + bytes)), `${offset} ${bytes}`).toBe(0);
  }
});

test('reads on while one piece is worked on, and each byte once', async () => {
  const source = new CountedFile([content]);
  const file = new ReadAhead(source);
  for (let at = 0; at < 20; at++) await file.read(at << 20, 1 << 20);
  expect(source.reads.length).toBeLessThan(8);
  const total = source.reads.reduce((sum, [start, end]) => sum + Math.min(end, source.size) - start, 0);
  expect(total).toBe(source.size);
});

test('a small file is read once', async () => {
  const source = new CountedFile([content.subarray(0, 5000)]);
  expect((await new ReadAhead(source).read(0, 5000)).length).toBe(5000);
  expect(source.reads).toEqual([[0, 5000]]);
});

test('a file that ends early gives what there is', async () => {
  const file = new ReadAhead(new Blob([content.subarray(0, 1000)]));
  expect((await file.read(900, 200)).length).toBe(100);
});

test('a file that vanishes rejects when it is asked for', async () => {
  const source = new CountedFile([content]);
  const file = new ReadAhead(source);
  await file.read(0, 1 << 20);
  await file.read(1 << 20, 1 << 20);
  source.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) as unknown as Blob;
  for (let at = 2; at < 9; at++) await file.read(at << 20, 1 << 20);
  await expect(file.read(9 << 20, 1 << 20)).rejects.toThrow('gone');
});
