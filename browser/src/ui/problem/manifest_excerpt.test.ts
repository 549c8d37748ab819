import { expect, test } from 'vitest';
import { excerpt, manifestLine } from './manifest_excerpt.ts';

const shown = (text: string, line: number, others: number[] = [], around = 1) =>
  excerpt(text, { line }, others, around).map((l) => (l.meant ? -l.number : l.number));

test('an excerpt stays inside the file', () => {
  const numbers = (line: number) => shown('a\nb\nc\nd', line);
  expect(numbers(1)).toEqual([-1, 2]);
  expect(numbers(4)).toEqual([3, -4]);
  expect(numbers(9)).toEqual([]);
});

const JSON_TEXT =
  '{\n "connections": [\n  {\n   "from": "a",\n   "to": "b"\n  },\n  {\n   "from": "b"\n  }\n ]\n}';

test('a value that begins on the line is meant as a whole', () => {
  expect(shown(JSON_TEXT, 3)).toEqual([2, -3, -4, -5, -6, 7]);
  expect(shown(JSON_TEXT, 4)).toEqual([3, -4, 5]);
  expect(shown('nodes:\n  - id: a\n    node_type: X\n  - id: b', 2)).toEqual([1, -2, -3, 4]);
});

test('other places of the same problem are meant too', () => {
  expect(shown(JSON_TEXT, 7, [3])).toEqual([2, -3, -4, -5, -6, -7, -8, -9, 10]);
  expect(shown('a\n'.repeat(20), 2, [15])).toEqual([1, -2, 3, 14, -15, 16]);
});

test('a line belongs to the manifest only where the file is the manifest', () => {
  const problem = { severity: 'error' as const, code: 'x', message: '', line: 3 };
  const manifest = { text: 'a\nb\nc', file: 'manifest.yaml' };
  expect(manifestLine(problem, manifest)).toBe(3);
  expect(manifestLine({ ...problem, file: 'manifest.yaml' }, manifest)).toBe(3);
  expect(manifestLine({ ...problem, file: 'nodes/it.py' }, manifest)).toBeNull();
  expect(manifestLine(problem, null)).toBeNull();
});

test('a long line is cut around the place, and the value there is marked', () => {
  const marked = (text: string, column: number) =>
    excerpt(text, { line: 1, column }).map(({ text, mark }) => [text.length, mark && text.slice(...mark)])[0];
  const filler = 'x'.repeat(500);
  const text = `{"${filler}": 1, "é𝄞": "pas\\"s", "z": "${filler}"}`;
  expect(marked(text, 509)).toEqual([202, '"é𝄞"']);
  expect(marked(text, 515)).toEqual([202, '"pas\\"s"']);
  expect(marked(text, 1)).toEqual([201, '{']);
  expect(marked('{"a": -1.5}', 7)).toEqual([11, '-1.5']);
  expect(marked('{"a": 1', 8)).toEqual([7, null]);
  expect(marked('', 1)).toEqual([0, null]);
});
