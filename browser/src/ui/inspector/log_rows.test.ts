import { expect, test } from 'vitest';
import { logRows } from './log_rows.ts';

const rowsOf = (text: string, columns: number) =>
  logRows([{ node: 0, stream: 'stdout', text }], columns).map((row) => row.text);

test('a long line goes over several rows, an empty one keeps its own', () => {
  expect(rowsOf('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
  expect(rowsOf('abcdef', 3)).toEqual(['abc', 'def']);
  expect(rowsOf('', 3)).toEqual(['']);
});

test('no letter is torn in two', () => {
  expect(rowsOf('ab😀cd', 3)).toEqual(['ab', '😀c', 'd']);
});
