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
