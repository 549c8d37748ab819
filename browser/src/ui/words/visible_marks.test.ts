import { expect, test } from 'vitest';
import { visibleMarks } from './visible_marks.ts';

test('marks that turn a line around and control characters are spelled', () => {
  expect(visibleMarks('a\u202egpj.exe\u202c \u001b[31m\u0000')).toBe(
    'a\\u{202e}gpj.exe\\u{202c} \\u{1b}[31m\\u{0}',
  );
});

test('lines, tabs, letters of any script and joined emoji stay', () => {
  const text = 'one\n\ttwo שלום 👩\u200d💻';
  expect(visibleMarks(text)).toBe(text);
});
