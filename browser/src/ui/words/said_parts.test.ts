import { expect, test } from 'vitest';
import { saidParts } from './said_parts.ts';

test('what stands between backticks is code, and no backtick is left', () => {
  expect(saidParts('There is no `manifest.json` at the top.')).toEqual([
    { kind: 'text', text: 'There is no ' },
    { kind: 'code', text: 'manifest.json' },
    { kind: 'text', text: ' at the top.' },
  ]);
  expect(saidParts('`a` and `b`').map(({ kind }) => kind)).toEqual(['code', 'text', 'code']);
});

test('a backtick without its partner stays', () => {
  expect(saidParts('the name `x')).toEqual([{ kind: 'text', text: 'the name `x' }]);
  expect(
    saidParts('`a` and `x')
      .map(({ text }) => text)
      .join(''),
  ).toBe('a and `x');
});

test('a hash is shortened and known whole', () => {
  const hash = 'ab'.repeat(32);
  expect(saidParts(`has ${hash}, not \`${hash}\`.`)).toEqual([
    { kind: 'text', text: 'has ' },
    { kind: 'hash', text: hash, short: 'abababababab…' },
    { kind: 'text', text: ', not ' },
    { kind: 'hash', text: hash, short: 'abababababab…' },
    { kind: 'text', text: '.' },
  ]);
});
