import { expect, test } from 'vitest';
import { fileName, newestPart, newestTitle } from './download.ts';

test('a file of a part says so in its name and before it is saved', () => {
  expect(`${fileName('calc', 'results', ...newestPart(17_713, 5))}.json`).toBe(
    'calc-results-newest-17713.json',
  );
  expect(newestTitle(17_713, 5)).toBe('Saves the newest 17,713 of 17,718 packets');
});

test('a file of everything says nothing', () => {
  expect(newestPart(3, 0)).toEqual([]);
  expect(newestTitle(3, 0)).toBeUndefined();
});
