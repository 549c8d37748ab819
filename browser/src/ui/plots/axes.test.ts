import { expect, test } from 'vitest';
import { axisPlace, axisTitle, readMeaning } from './axes.ts';

test('axes from steps and from values', () => {
  const { axes, unit } = readMeaning(
    '{"axes": [{"name": "time", "unit": "s", "start": 1, "step": 0.5}, {"name": "band", "values": [100, 200]}], "unit": "dB"}',
    2,
  );
  expect([axes[0]?.at(2), axes[1]?.at(1), unit]).toEqual([2, 200, 'dB']);
  expect(axes.map((a) => axisPlace(a, 1, 'index'))).toEqual(['time 1.5 s', 'band 200']);
  expect(axes.map((a) => axisTitle(a, 'index'))).toEqual(['time (s)', 'band']);
});

test.each(['', 'no json', '[]', '{"axes": 3}', '{"axes": [{"step": "x", "values": [null]}]}'])(
  '%j gives plain numbers',
  (metadata) => {
    const { axes } = readMeaning(metadata, 1);
    expect(axes[0]?.at(7)).toBe(7);
    expect(axes[0]?.known).toBe(false);
  },
);
