import { expect, test } from 'vitest';
import { askedPermissions } from './permissions.ts';

test('what is asked for', () => {
  const asked = askedPermissions({ network: ['https://a.example', 'https://b.example'], microphone: true });
  expect(asked).toEqual(['network: https://a.example, https://b.example', 'microphone']);
});

test.each([undefined, {}, { network: [], microphone: false }])('%j asks for nothing', (permissions) => {
  expect(askedPermissions(permissions)).toEqual([]);
});
