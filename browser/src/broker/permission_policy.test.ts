import { expect, test } from 'vitest';
import { decide, NO_GRANTS } from './permission_policy.ts';

test.each(['network', 'microphone', 'model'])('%s is refused, with the way out', (ask) => {
  const decision = decide(ask, { url: 'https://example.com' }, NO_GRANTS);
  expect(decision).toMatchObject({ allowed: false, refusal: { message: expect.any(String) } });
  if (!decision.allowed) expect(decision.refusal.help).not.toBe('');
});

test('a grant that is not asked for by a rule opens nothing', () => {
  const granted = { network: ['https://example.com'], microphone: true };
  expect(decide('network', { url: 'https://example.com' }, granted).allowed).toBe(false);
});

test('a package may ask what it may do', () => {
  expect(decide('permissions', null, NO_GRANTS)).toEqual({ allowed: true, value: NO_GRANTS });
});

test.each(['', 'fetch', '__proto__', 'constructor', 'toString', 'NETWORK', 'permissions '])(
  'the unknown request %j is refused by default',
  (ask) => {
    const decision = decide(ask, null, NO_GRANTS);
    expect(decision).toMatchObject({ allowed: false, refusal: { code: 'unknown-request' } });
  },
);

test('a long name is not repeated whole', () => {
  const decision = decide('x'.repeat(100_000), null, NO_GRANTS);
  if (decision.allowed) throw new Error('allowed');
  expect(decision.refusal.message.length).toBeLessThan(200);
});
