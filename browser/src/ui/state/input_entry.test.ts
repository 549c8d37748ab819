// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { PortType } from '../../protocol/plan.ts';
import { InputEntry } from './input_entry.svelte.ts';

const entry = (type: PortType, given: string[] | null) =>
  new InputEntry(
    { index: 0, name: 'in', type, node: 0, port: 0 },
    null,
    async () => ({ info: null, problem: null }),
    given,
  );

test('values of a run file stand in the field, as they are spelled', () => {
  const numbers = entry('json', ['1', '2.0', '[3]']);
  expect([numbers.mode, numbers.text]).toEqual(['json', '[1, 2.0, [3]]']);
  expect(numbers.toRunInput()).toEqual({ kind: 'json_document', text: '[1, 2.0, [3]]' });
  const one = entry('text', ['"hello"']);
  expect([one.mode, one.text]).toEqual(['text', 'hello']);
});

test('what no field holds is passed on as it is', () => {
  const long = `"${'x'.repeat(200_000)}"`;
  for (const [type, given] of [
    ['json', [long]],
    ['text', ['"one"', '"two"']],
    ['audio', ['[0.5]']],
  ] as const) {
    const whole = entry(type, [...given]);
    expect(whole.modes[0]).toBe('given');
    expect(whole.problem).toBe('');
    expect(whole.toRunInput()).toEqual({ kind: 'json_text', texts: given });
  }
  const instead = entry('json', [long]);
  instead.mode = 'json';
  expect(instead.text).toBe('[1, 2, 3]');
});
