import { expect, test } from 'vitest';
import { FlatRecords, MOST_CHARACTERS, toCsv } from './flat_records.ts';

function read(...texts: string[]): FlatRecords {
  const records = new FlatRecords();
  for (const [i, text] of texts.entries()) records.append(text, i / 10);
  return records;
}

test('packets of flat objects are rows; a new key is a new column', () => {
  const records = read('{"start": 0.50, "label": "a"}', '{"start": 1, "score": null}');
  expect(records.flat).toBe(true);
  expect(records.columns.map((c) => [c.name, c.numeric])).toEqual([
    ['start', true],
    ['label', false],
    ['score', true],
  ]);
  expect(records.rows.map((r) => r.cells.map((c) => c?.text ?? null))).toEqual([
    ['0.50', 'a'],
    ['1', null, 'null'],
  ]);
});

test('one packet with a list of flat objects is a table too', () => {
  expect(read('[{"a": 1}, {"a": 2}]').rows).toHaveLength(2);
});

test('bare numbers are one column with times', () => {
  const records = read('20', '24', '16');
  expect(records.bare).toBe(true);
  expect([...records.series(0).values]).toEqual([20, 24, 16]);
  expect([...records.series(0).at]).toEqual([0, 0.1, 0.2]);
});

test.each([[['{"a": {"b": 1}}']], [['{"a": 1}', '2']], [['1', '{"a": 1}']], [['"text"']], [['{}']]])(
  '%j is no table',
  (texts) => {
    expect(read(...texts).flat).toBe(false);
  },
);

test('forgotten rows leave the others their numbers', () => {
  const records = read('1', '2', '3');
  records.drop(2);
  expect(records.rows.map((r) => r.ordinal)).toEqual([2]);
});

test('csv quotes what needs it', () => {
  expect(toCsv(read('{"a,b": "x\\"y\\nz", "n": 1.0}'))).toBe('time_s,"a,b",n\r\n0,"x""y\nz",1.0\r\n');
});

test('a huge packet is no table, nor are those before it', () => {
  const records = read('{"a": 1}', `{"a": "${'x'.repeat(MOST_CHARACTERS)}"}`, '{"a": 2}');
  expect(records.flat).toBe(false);
  expect(records.rows).toHaveLength(0);
});

test('a column of nulls has nothing to draw', () => {
  const records = read('{"a": 1, "b": null}', '{"a": null, "b": null}');
  expect(records.columns.map((c) => c.drawable)).toEqual([true, false]);
});
