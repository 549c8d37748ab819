// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { LogLine } from '../../protocol/run.ts';
import { LogBook } from './log_book.svelte.ts';

const line = (text: string, missed?: number): LogLine => ({
  node: 0,
  stream: 'stdout',
  text,
  ...(missed === undefined ? {} : { missed }),
});

test('lines left out on the way count, and what came before them is left out too', () => {
  const book = new LogBook();
  book.push([line('a'), line('b')]);
  book.push([line('c'), line('d', 10), line('e')]);
  expect(book.kept.items.map(({ text }) => text)).toEqual(['d', 'e']);
  expect([book.kept.total, book.kept.dropped]).toEqual([15, 13]);
});

test('a huge line is cut, told how far, and pushes no other out', () => {
  const book = new LogBook();
  book.push([line('first'), line('x'.repeat(9_010_000)), line('last')]);
  const [first, huge, last] = book.kept.items.map(({ text }) => text);
  expect([first, last, book.kept.dropped]).toEqual(['first', 'last', 0]);
  expect(huge).toHaveLength(10_000 + ' … 9,000,000 more characters'.length);
  expect(huge).toMatch(/x … 9,000,000 more characters$/);
});
