import { expect, test } from 'vitest';
import { Newest } from './newest.ts';

const size = (text: string) => text.length;

test('keeps the newest within the number, drops a quarter at once and counts the rest', () => {
  const kept = new Newest(4, 1000, size);
  expect(kept.push(['a', 'b', 'c', 'd'])).toBe(0);
  expect(kept.push(['e'])).toBe(2);
  expect(kept.items).toEqual(['c', 'd', 'e']);
  expect([kept.total, kept.dropped, kept.bytes]).toEqual([5, 2, 3]);
});

test('keeps the newest within the size', () => {
  const kept = new Newest(100, 8, size);
  expect(kept.push(['aaa', 'bb', 'cccc'])).toBe(1);
  expect(kept.items).toEqual(['bb', 'cccc']);
});

test('the newest stays, whatever its size', () => {
  const kept = new Newest(100, 5, size);
  kept.push(['a', 'far too long']);
  expect(kept.items).toEqual(['far too long']);
  expect(kept.dropped).toBe(1);
});
