import { expect, test } from 'vitest';
import type { OutputPacket, Tensor } from '../../protocol/value.ts';
import { readMeaning } from './axes.ts';
import { gridOf, gridOfStream } from './grid.ts';

const tensor = (shape: number[], values: number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: new Uint8Array(new Float32Array(values).buffer),
});
const packet = (t: Tensor, metadata = '', timestamp = 0): OutputPacket => ({
  output: 0,
  sequence: 0,
  timestamp,
  metadata,
  value: { kind: 'tensor', ...t },
});
const timed = (start: number) =>
  JSON.stringify({
    axes: [
      { name: 'frequency', unit: 'Hz', values: [1, 2] },
      { name: 'time', unit: 's', start, step: 0.5 },
    ],
    unit: 'dB',
  });

test('time runs to the right, whichever dimension it is', () => {
  const meaning = readMeaning('{"axes": [{"unit": "s", "step": 0.1}, {"unit": "Hz", "step": 10}]}', 2);
  const grid = gridOf(tensor([3, 2], [1, 2, 3, 4, 5, 6]), meaning);
  expect([grid.rows, grid.columns, [...grid.values]]).toEqual([2, 3, [1, 3, 5, 2, 4, 6]]);
  expect(grid.x.unit).toBe('s');
});

test('a deeper tensor shows one slice', () => {
  expect([...gridOf(tensor([2, 1, 2], [1, 2, 3, 4]), readMeaning('', 3), 1).values]).toEqual([3, 4]);
});

test('pieces of a spectrogram lie at their times, with nothing between', () => {
  const grid = gridOfStream([
    packet(tensor([2, 2], [1, 2, 3, 4]), timed(1)),
    packet(tensor([2, 1], [5, 6]), timed(2.5)),
  ]);
  expect(grid?.columns).toBe(4);
  expect([...(grid?.values ?? [])]).toEqual([1, 2, Number.NaN, 5, 3, 4, Number.NaN, 6]);
  expect(grid?.x.at(3)).toBe(2.5);
});

test('vectors stand side by side', () => {
  const grid = gridOfStream([packet(tensor([2], [1, 2]), '', 0), packet(tensor([2], [3, 4]), '', 0.2)]);
  expect([...(grid?.values ?? [])]).toEqual([1, 3, 2, 4]);
  expect(grid?.x.at(1)).toBeCloseTo(0.2);
});

test('what does not fit together is not joined', () => {
  expect(gridOfStream([packet(tensor([2], [1, 2])), packet(tensor([3], [1, 2, 3]))])).toBeNull();
  expect(gridOfStream([packet(tensor([2, 1], [1, 2])), packet(tensor([1, 2], [1, 2]))])).toBeNull();
  expect(gridOfStream([packet(tensor([2], [1, 2]))])).toBeNull();
});
