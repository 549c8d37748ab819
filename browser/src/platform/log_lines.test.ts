import { expect, test } from 'vitest';
import { keepNewestLines, splitPrinted } from './log_lines.ts';

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
