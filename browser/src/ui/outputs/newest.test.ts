import { expect, test } from 'vitest';
import { Newest } from './newest.ts';

const size = (text: string) => text.length;

test('keeps the newest within the number and counts the rest', () => {
  const kept = new Newest(2, 1000, size);
  expect(kept.push(['a', 'b', 'c'])).toBe(1);
  expect(kept.push(['d'])).toBe(1);
  expect(kept.items).toEqual(['c', 'd']);
  expect([kept.total, kept.dropped, kept.bytes]).toEqual([4, 2, 2]);
});

test('keeps the newest within the size', () => {
  const kept = new Newest(100, 5, size);
  expect(kept.push(['aaa', 'bb', 'ccc'])).toBe(1);
  expect(kept.items).toEqual(['bb', 'ccc']);
});

test('the newest stays, whatever its size', () => {
  const kept = new Newest(100, 5, size);
  kept.push(['a', 'far too long']);
  expect(kept.items).toEqual(['far too long']);
  expect(kept.dropped).toBe(1);
});
