import { expect, test } from 'vitest';
import { causeMessage, detailsText, isShort, whereOf } from './problem_text.ts';

test('details hold the place, the cause and the way out', () => {
  const text = detailsText({
    severity: 'error',
    code: 'node-failed',
    message: 'The node gave up.',
    help: 'Check the input.',
    node: 'vad',
    node_type: 'VADNode',
    sequence: 17,
    cause: { type: 'ValueError', message: 'no frames', traceback: 'Traceback …\nValueError: no frames\n' },
  });
  expect(text).toBe(
    'error: The node gave up.\ncode: node-failed\nnode: vad (VADNode)\npacket: 17\nway out: Check the input.\n\nValueError: no frames\n\nTraceback …\nValueError: no frames\n',
  );
});

test('the first packet and the first line are places too', () => {
  expect(whereOf({ severity: 'error', code: 'x', message: '', sequence: 0, line: 1, column: 4 })).toEqual([
    { what: 'File', place: 'line 1, column 4' },
    { what: 'Packet', place: '0' },
  ]);
});

test('other places of the same problem are named with their lines', () => {
  const related = [{ path: 'connections[1]', line: 6, column: 4 }, { path: 'connections[2]' }];
  expect(whereOf({ severity: 'error', code: 'cycle', message: '', path: 'connections[3]', related })).toEqual(
    [
      { what: 'In the manifest', place: 'connections[3]' },
      { what: 'Also', place: 'connections[1] (line 6), connections[2]' },
    ],
  );
});

test('the cause says only what the heading has not said', () => {
  const problem = { severity: 'error' as const, code: 'x', message: 'The node failed: no frames.' };
  expect(causeMessage({ ...problem, cause: { type: 'ValueError', message: 'no frames' } })).toBe('');
  expect(causeMessage({ ...problem, cause: { type: 'ValueError', message: 'too late' } })).toBe('too late');
});

test('a traceback of twelve lines is short, one of thirteen is not', () => {
  expect(isShort('line\n'.repeat(12))).toBe(true);
  expect(isShort('line\n'.repeat(13))).toBe(false);
});
