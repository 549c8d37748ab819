import { expect, it } from 'vitest';
import { createPartStore, type PartSource } from './part_store.ts';

function source(load: PartSource['load']): PartSource {
  return { names: () => ['a.bin'], always: [], python: [], bytes: () => 3, group: () => 'parts', load };
}
const bytes = () => new Uint8Array([1, 2, 3]).buffer;

it('loads once for all takers', async () => {
  let loads = 0;
  const store = createPartStore(
    source(async () => {
      loads++;
      return bytes();
    }),
  );
  const [first, second] = await Promise.all([store.take('a.bin', () => {}), store.take('a.bin', () => {})]);
  expect(await first.arrayBuffer()).toEqual(bytes());
  expect(await second.arrayBuffer()).toEqual(bytes());
  expect(await (await store.take('a.bin', () => {})).arrayBuffer()).toEqual(bytes());
  expect(loads).toBe(1);
});

it('tells every waiting taker how many bytes have come', async () => {
  const store = createPartStore(
    source(async (_name, onProgress) => {
      await Promise.resolve();
      onProgress(2);
      return bytes();
    }),
  );
  const told: number[][] = [[], []];
  await Promise.all(told.map((list) => store.take('a.bin', (come) => list.push(come))));
  expect(told).toEqual([
    [2, 3],
    [2, 3],
  ]);
});

it('tries again after a load that failed', async () => {
  let loads = 0;
  const store = createPartStore(
    source(async () => {
      if (++loads === 1) throw new Error('cut off');
      return bytes();
    }),
  );
  await expect(store.take('a.bin', () => {})).rejects.toThrow('cut off');
  expect((await store.take('a.bin', () => {})).size).toBe(3);
});

it('knows what is no part', () => {
  const store = createPartStore(source(async () => bytes()));
  expect(store.bytes('a.bin')).toBe(3);
  expect(store.bytes('../index.html')).toBe(null);
});
