import { expect, test } from 'vitest';
import { hexLines } from './hex_lines.ts';

test('offset, hex and ASCII in columns', () => {
  const data = new TextEncoder().encode('RIFF\0 and more th');
  expect(hexLines(data)).toEqual([
    '0000  52 49 46 46 00 20 61 6e 64 20 6d 6f 72 65 20 74  RIFF. and more t',
    '0010  68                                               h',
  ]);
});
