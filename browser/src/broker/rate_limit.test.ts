import { expect, test } from 'vitest';
import { RateLimit } from './rate_limit.ts';

test('a burst passes, then as many as the rate gives', () => {
  let now = 0;
  const limit = new RateLimit({ burst: 5, perSecond: 10, now: () => now });
  const passed = (tries: number) => Array.from({ length: tries }, () => limit.take()).filter(Boolean).length;
  expect(passed(8)).toBe(5);
  now = 250;
  expect(passed(8)).toBe(2);
  now = 60_000;
  expect(passed(100)).toBe(5);
});

test('what is refused costs nothing later', () => {
  let now = 0;
  const limit = new RateLimit({ burst: 1, perSecond: 1, now: () => now });
  expect(limit.take()).toBe(true);
  for (let i = 0; i < 1000; i++) expect(limit.take()).toBe(false);
  now = 1000;
  expect(limit.take()).toBe(true);
});
