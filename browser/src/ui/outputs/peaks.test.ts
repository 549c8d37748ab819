import { expect, test } from 'vitest';
import { Peaks } from './peaks.ts';

test('blocks of any size give the same outline', () => {
  const samples = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i / 7));
  const whole = new Peaks();
  whole.append(samples);
  const pieces = new Peaks();
  for (let i = 0; i < 1000; i += 37) pieces.append(samples.subarray(i, i + 37));
  expect(pieces.frames).toBe(1000);
  for (let i = 0; i < 1000; i += 100) expect(pieces.between(i, i + 100)).toEqual(whole.between(i, i + 100));
});

test('a peak stays visible however long the stream gets', () => {
  const peaks = new Peaks();
  const quiet = new Float32Array(100_000).fill(0.1);
  quiet[50_000] = 0.9;
  for (let i = 0; i < 10; i += 1) peaks.append(quiet);
  expect(peaks.frames).toBe(1_000_000);
  expect(peaks.stretch).toBeGreaterThan(16);
  const [low, high] = peaks.between(0, 100_000);
  expect(high).toBeCloseTo(0.9);
  expect(low).toBeCloseTo(0.1);
});

test('an empty outline is a flat line', () => {
  expect(new Peaks().between(0, 10)).toEqual([0, 0]);
});
