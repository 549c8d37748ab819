// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { PortType } from '../../protocol/plan.ts';
import type { RecordingInfo } from '../../protocol/recording.ts';
import { InputEntry } from './input_entry.svelte.ts';

/** The one text that the runtime refuses. */
const HUGE = '[1e400]';
const split = async (text: string) => {
  if (text !== HUGE) return ['1'];
  const message = 'The number 1e400 is too large.';
  const problem = { severity: 'error', code: 'x', message, help: 'Give less.', line: 1, column: 2 };
  throw Object.assign(new Error(message), { diagnostics: [problem] });
};

const INFO = { kind: 'MP3' } as RecordingInfo;

const entry = (type: PortType, given: string[] | null) =>
  new InputEntry(
    { index: 0, name: 'in', type, node: 0, port: 0 },
    null,
    { probe: async () => ({ info: INFO, problem: null }), splitJson: split },
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

test('what the grammar takes and the runtime refuses is told at the field, until it is changed', async () => {
  const numbers = entry('json', null);
  numbers.text = HUGE;
  expect(numbers.problem).toBe('');
  await numbers.settle();
  expect(numbers.problem).toBe('Line 1, column 2: The number 1e400 is too large. Give less.');
  expect(numbers.packetCount).toBeNull();
  numbers.text = '[1]';
  expect(numbers.problem).toBe('');
  await numbers.settle();
  expect(numbers.packetCount).toBe(1);
});

test.each([
  ['any', 'talk.mp3', INFO],
  ['any', 'notes.txt', null],
  ['bytes', 'talk.mp3', null],
  ['audio', 'talk', INFO],
] as const)('an input of %s tells of %s what the recording is', async (type, name, info) => {
  const taken = entry(type, null);
  taken.takeFile(new Blob(), name);
  await new Promise((next) => setTimeout(next));
  expect(taken.chosen?.info).toEqual(info);
});
