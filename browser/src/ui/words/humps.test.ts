import { expect, test } from 'vitest';
import { humpsOf } from './humps.ts';

test('a name in camel case may break before a capital', () => {
  expect(humpsOf('AudioResampleNode')).toEqual(['Audio', 'Resample', 'Node']);
  expect(humpsOf('VADNode')).toEqual(['VADNode']);
  expect(humpsOf('Mp3Writer')).toEqual(['Mp3', 'Writer']);
  expect(humpsOf('')).toEqual(['']);
});
