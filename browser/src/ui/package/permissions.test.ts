import { expect, test } from 'vitest';
import { askedPermissions } from './permissions.ts';

test('what is asked for, in the order of the manifest', () => {
  expect(
    askedPermissions(
      '{"permissions": {"network": ["https://a.example", "https://b.example"], "microphone": true, "camera": false}}',
    ),
  ).toEqual(['network: https://a.example, https://b.example', 'microphone']);
});

test.each(['', '[]', 'null', '{}', '{"permissions": 3}', '{"permissions": {"network": []}}'])(
  '%j asks for nothing',
  (text) => {
    expect(askedPermissions(text)).toEqual([]);
  },
);
