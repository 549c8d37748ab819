import { expect, test } from 'vitest';
import { keepNewestLines, shortenLine, splitPrinted } from './log_lines.ts';

const texts = (count: number) =>
  Array.from({ length: count }, (_, i) => splitPrinted(0, 'stdout', `line ${i}`)).flat();

test('a print is as many lines as it has', () => {
  expect(splitPrinted(2, 'stderr', 'one\n\ntwo\n').map(({ text }) => text)).toEqual(['one', '', 'two']);
  expect(splitPrinted(0, 'stdout', '')).toEqual([{ node: 0, stream: 'stdout', text: '' }]);
});

test('the newest lines stay, and the first of them counts all that went before it', () => {
  const lines = texts(10);
  keepNewestLines(lines, 4, 1000);
  expect(lines.map(({ text, missed }) => [text, missed])).toEqual([
    ['line 6', 6],
    ['line 7', undefined],
    ['line 8', undefined],
    ['line 9', undefined],
  ]);
  keepNewestLines(lines, 2, 1000);
  expect(lines[0]).toMatchObject({ text: 'line 8', missed: 8 });
});

test('long lines count by their letters; the newest stays whatever its length', () => {
  const lines = texts(5);
  keepNewestLines(lines, 100, 13);
  expect(lines).toHaveLength(2);
  keepNewestLines(lines, 100, 3);
  expect(lines).toMatchObject([{ text: 'line 4', missed: 4 }]);
});

test('a line beyond all measure is cut and told how far, once', () => {
  const [before, huge, after] = splitPrinted(0, 'stdout', `a\n${'x'.repeat(5_000_000)}\nb\n`);
  expect([before?.text, after?.text]).toEqual(['a', 'b']);
  expect(huge?.text).toBe(`${'x'.repeat(10_000)} … 4,990,000 more characters`);
  expect(shortenLine(huge?.text ?? '')).toBe(huge?.text);
  const lines = splitPrinted(0, 'stdout', `a\n${'x'.repeat(5_000_000)}\nb\n`);
  keepNewestLines(lines, 100, 20_000);
  expect(lines).toHaveLength(3);
});
