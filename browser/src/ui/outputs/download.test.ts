import { expect, test } from 'vitest';
import { fileName, newestTitle, partWords } from './download.ts';

test('a file of a part says so in its name and before it is saved', () => {
  expect(`${fileName('calc', 'results', ...partWords(17_713, 5, true))}.json`).toBe(
    'calc-results-newest-17713.json',
  );
  expect(newestTitle(17_713, 5)).toBe('Saves the newest 17,713 of 17,718 packets');
});

test('a file of everything says nothing', () => {
  expect(partWords(3, 0, true)).toEqual([]);
  expect(fileName('calc', 'sound', ...partWords(3, 0, false))).toBe('calc-sound-partial');
  expect(partWords(9, 2, false)).toEqual(['newest-9', 'partial']);
  expect(newestTitle(3, 0)).toBeUndefined();
});
