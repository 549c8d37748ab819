// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Placeholder } from '../../protocol/plan.ts';
import { isAbout, PlaceholderEntry } from './placeholder_entry.svelte.ts';

const placeholder = (name: string, ...paths: string[]): Placeholder => ({
  name,
  default: null,
  is_needed: true,
  places: paths.map((path) => ({ path })),
});
const error = (path: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: 'error',
  code: 'bad-param',
  message: 'It is wrong.',
  help: 'Put it right.',
  path,
  ...more,
});

test('a problem is about the placeholder in its value, and about no other beside it', () => {
  const gain = placeholder('GAIN', 'nodes[0].params.gain', 'nodes[1].params.list[2]');
  expect(isAbout(error('nodes[0].params.gain'), gain)).toBe(true);
  expect(isAbout(error('nodes[0].params.gain.deep'), gain)).toBe(true);
  expect(isAbout(error('nodes[1].params.list'), gain)).toBe(true);
  expect(isAbout(error('nodes[0].params.gains'), gain)).toBe(false);
  expect(isAbout(error('nodes[10]'), gain)).toBe(false);
  expect(isAbout(error('nodes[0].params.gain', { severity: 'warning' }), gain)).toBe(false);
});

test('of two in one text the one without a value is meant', () => {
  const missing = error('nodes[0].params.url', { code: 'missing-value', placeholder: 'HOST' });
  expect(isAbout(missing, placeholder('HOST', 'nodes[0].params.url'))).toBe(true);
  expect(isAbout(missing, placeholder('PORT', 'nodes[0].params.url'))).toBe(false);
});

test('a missing value is told once a run was asked for, a wrong one at once', () => {
  const entry = new PlaceholderEntry(placeholder('GAIN', 'nodes[0].params.gain'));
  entry.problems = [error('nodes[0].params.gain', { code: 'missing-value', placeholder: 'GAIN' })];
  expect([entry.problem, entry.shownProblem]).toEqual(['It is wrong.', '']);
  entry.asked = true;
  expect(entry.shownProblem).toBe('It is wrong. Put it right.');
  entry.asked = false;
  entry.problems = [error('nodes[0].params.gain')];
  expect(entry.shownProblem).toBe('It is wrong. Put it right.');
});
