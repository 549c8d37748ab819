import { expect, test } from 'vitest';
import { colourRamp, oklchToRgb } from './colour_ramp.ts';

test('known colours', () => {
  expect(oklchToRgb(1, 0, 0)).toEqual([255, 255, 255]);
  expect(oklchToRgb(0, 0, 0)).toEqual([0, 0, 0]);
  expect(oklchToRgb(0.62796, 0.25768, 29.23)).toEqual([255, 0, 0]);
});

test.each([true, false])('luminance runs one way (dark: %s)', (dark) => {
  const ramp = colourRamp(dark);
  const luminance = (i: number) =>
    0.2126 * (ramp[i * 4] ?? 0) + 0.7152 * (ramp[i * 4 + 1] ?? 0) + 0.0722 * (ramp[i * 4 + 2] ?? 0);
  for (let i = 8; i < 256; i += 8) {
    if (dark) expect(luminance(i)).toBeGreaterThan(luminance(i - 8));
    else expect(luminance(i)).toBeLessThan(luminance(i - 8));
  }
});
