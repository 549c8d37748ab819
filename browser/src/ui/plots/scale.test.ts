import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  columnsOf,
  extent,
  isUneven,
  roundNumbers,
  shortThousands,
  shrinkGrid,
  tickLabel,
  ticks,
  withWidth,
} from './scale.ts';

test('ticks are round, inside the range and about as many as wanted', () => {
  expect(ticks([0, 10], 5)).toEqual({ values: [0, 2, 4, 6, 8, 10], decimals: 0 });
  expect(ticks([-0.3, 0.3], 3).values.map((v) => tickLabel(v, 1))).toEqual(['−0.2', '0.0', '0.2']);
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      (low, width) => {
        const { values } = ticks([low, low + width], 5);
        expect(values.length).toBeGreaterThanOrEqual(2);
        expect(values.length).toBeLessThanOrEqual(9);
        for (const v of values) {
          expect(v).toBeGreaterThanOrEqual(low - width * 1e-6);
          expect(v).toBeLessThanOrEqual(low + width * 1.000001);
        }
      },
    ),
  );
});

test('extents ignore what is not finite', () => {
  expect(extent([Number.NaN, 3, -1, Number.POSITIVE_INFINITY])).toEqual([-1, 3]);
  expect(extent([Number.NaN])).toBeNull();
  expect(withWidth([4, 4])).toEqual([2, 6]);
});

test('a spike survives being drawn on few columns', () => {
  const values = new Float64Array(1000);
  values[500] = 9;
  const at = Float64Array.from({ length: 1000 }, (_, i) => i);
  const { high, low } = columnsOf(at, values, [0, 999], 10);
  expect(Math.max(...high)).toBe(9);
  expect(Math.max(...low)).toBe(0);
});

test('a grid shrinks to averages and keeps its gaps', () => {
  const grid = new Float64Array([1, 3, Number.NaN, Number.NaN, 5, 7, Number.NaN, Number.NaN]);
  const { values, rows, columns } = shrinkGrid(grid, 2, 4, 1, 2);
  expect([rows, columns]).toEqual([1, 2]);
  expect([...values]).toEqual([4, Number.NaN]);
});

test('an axis that no even steps fit gets octaves for frequencies, else round numbers', () => {
  expect(roundNumbers([50, 8000], 'Hz').map(shortThousands)).toEqual([
    '62.5',
    '125',
    '250',
    '500',
    '1k',
    '2k',
    '4k',
    '8k',
  ]);
  expect(roundNumbers([-3, 60], 'm')).toEqual([0, ...roundNumbers([1e-9, 60], 'm')]);
  expect(roundNumbers([3, 60], 'm')).toEqual([5, 10, 20, 50]);
});

test('places of their own are told from even steps', () => {
  expect(isUneven(Float64Array.of(0, 1, 2, 3.2))).toBe(false);
  expect(isUneven(Float64Array.of(0, 1, 3))).toBe(true);
  expect(isUneven(Float64Array.of(4))).toBe(false);
});
