import { expect, test } from 'vitest';
import { knownCounts } from './known_counts.ts';

const figures = (packets_in: number, packets_out: number) => ({
  index: 0,
  packets_in,
  packets_out,
  busy_s: 0,
  calls: 0,
  errors: 0,
  left_out: 0,
});
const output = (node: number, total: number) => ({
  end: { index: 0, name: 'out', type: 'json' as const, node, port: 0 },
  version: total,
  kept: { total },
});

test('what a run counted to its end is told as it is, a zero too', () => {
  const run = { nodes: [figures(0, 0)], outputs: [output(0, 3)], cutOff: false };
  expect(knownCounts(run, 0)).toEqual({ taken: 0, given: 0 });
  expect(knownCounts({ ...run, nodes: [] }, 0)).toBeNull();
});

test('of one that was cut off what came out counts, and nothing unknown is a zero', () => {
  const run = { nodes: [figures(5, 0), figures(0, 0)], outputs: [output(0, 3)], cutOff: true };
  expect(knownCounts(run, 0)).toEqual({ taken: 5, given: 3 });
  expect(knownCounts(run, 1)).toBeNull();
  expect(knownCounts({ ...run, nodes: [] }, 0)).toEqual({ taken: null, given: 3 });
});
