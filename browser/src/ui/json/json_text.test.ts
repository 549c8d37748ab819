import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrayReference, JsonTextError, members, stringBeginning, valueAt, wholeValue } from './json_text.ts';

const listed = (text: string) =>
  [...members(text, wholeValue(text))].map((m) => [m.key, text.slice(m.start, m.end)]);

test('numbers keep their spelling', () => {
  expect(listed('[1.0, 1e3, -0, 12345678901234567890]').map(([, text]) => text)).toEqual([
    '1.0',
    '1e3',
    '-0',
    '12345678901234567890',
  ]);
});

test('members in order, keys unescaped', () => {
  expect(listed('{"a\\n\\u0041": {"b": []}, "a": null}')).toEqual([
    ['a\nA', '{"b": []}'],
    ['a', 'null'],
  ]);
  expect(listed('[ ]')).toEqual([]);
});

test('a reference to an array is told from an object', () => {
  const at = (text: string) => arrayReference(text, wholeValue(text));
  expect(at('{"$array": 3}')).toBe(3);
  expect(at('{"$array": "3"}')).toBeNull();
  expect(at('{"$array": 3, "b": 1}')).toBeNull();
});

test('depth costs no stack', () => {
  const depth = 200_000;
  const text = '['.repeat(depth) + ']'.repeat(depth);
  expect(wholeValue(text).end).toBe(2 * depth);
});

describe('bad text names the place and what should be there', () => {
  test.each([
    ['', 'Line 1, column 1: the text ends where a value should be.'],
    ['[1,\n 2,]', 'Line 2, column 4: “]” stands where a value should be.'],
    ['{a: 1}', 'Line 1, column 2: “a” stands where a key in double quotes should be.'],
    ['{"a" 1}', 'Line 1, column 6: “1” stands where “:” should be.'],
    ['[1 2]', 'Line 1, column 4: “2” stands where “,” or “]” should be.'],
    ['[1] x', 'Line 1, column 5: “x” stands where the end should be.'],
    ['[01]', 'Line 1, column 3: “1” stands where “,” or “]” should be.'],
    ['"abc', 'Line 1, column 5: the text ends where the end of a string (“"”) should be.'],
  ])('%j', (text, message) => {
    expect(() => wholeValue(text)).toThrowError(
      new JsonTextError(text, 0, '').constructor as typeof JsonTextError,
    );
    expect(() => wholeValue(text)).toThrowError(message);
  });
});

test('takes what JSON.parse takes and refuses what it refuses', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.json().chain((t) => fc.nat(t.length).map((n) => t.slice(0, n) + t.slice(n + 1))),
      ),
      (text) => {
        let parsed = true;
        try {
          JSON.parse(text);
        } catch {
          parsed = false;
        }
        let read = true;
        try {
          wholeValue(text);
        } catch {
          read = false;
        }
        expect(read).toBe(parsed);
      },
    ),
    { numRuns: 2000 },
  );
});

test('members put together again are the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 1);
      const span = valueAt(text);
      const again =
        span.kind === 'array'
          ? [...members(text, span)].map((m) => JSON.parse(text.slice(m.start, m.end)) as unknown)
          : span.kind === 'object'
            ? Object.fromEntries(
                [...members(text, span)].map((m) => [
                  m.key,
                  JSON.parse(text.slice(m.start, m.end)) as unknown,
                ]),
              )
            : JSON.parse(text.slice(span.start, span.end));
      expect(JSON.stringify(again)).toBe(JSON.stringify(value));
    }),
  );
});

test('a value is read up to a limit, and says that it goes on', () => {
  const text = '{"a": [1, 22, "three and \\u00e9", {"b": 4}], "c": 5}';
  for (let limit = 1; limit < text.length; limit += 1) {
    const whole = valueAt(text, 0, limit);
    expect(whole).toMatchObject({ kind: 'object', start: 0, end: limit, cut: true });
    const [a] = [...members(text, whole)];
    if (limit < 7) expect(a).toBeUndefined();
    else if (limit < 43) expect(a).toMatchObject({ key: 'a', start: 6, end: limit, cut: true });
    else expect(a).toEqual({ key: 'a', kind: 'array', start: 6, end: 43 });
    const inner = a ? [...members(text, a)] : [];
    expect(inner.every(({ start }) => start < limit)).toBe(true);
    expect(inner.filter((each) => each.cut).length).toBe(inner.at(-1)?.cut ? 1 : 0);
  }
  expect(valueAt(text, 0, text.length)).not.toHaveProperty('cut');
});

test('the beginning of a string is what it says, less an escape that is cut through', () => {
  const literal = '"ab\\n\\\\cd\\u00e9f"';
  const said = ['', 'a', 'ab', 'ab', 'ab\n', 'ab\n', 'ab\n\\', 'ab\n\\c', 'ab\n\\cd'];
  said.forEach((words, i) => {
    expect(stringBeginning(literal, 0, i + 1)).toBe(words);
  });
  for (let end = 10; end < 15; end += 1) expect(stringBeginning(literal, 0, end)).toBe('ab\n\\cd');
  expect(stringBeginning(literal, 0, 15)).toBe('ab\n\\cdé');
});
