import { expect, it } from 'vitest';
import type { FromSandbox } from '../../protocol/sandbox.ts';
import { PartDesk } from './part_desk.ts';

it('asks for a part once and gives it to all who want it', async () => {
  const posted: FromSandbox[] = [];
  const desk = new PartDesk((message) => posted.push(message));
  const first = desk.part('layout.json');
  const second = desk.part('layout.json');
  expect(posted).toEqual([{ kind: 'need', name: 'layout.json' }]);
  const bytes = new ArrayBuffer(4);
  desk.deliver('layout.json', bytes);
  expect(await first).toBe(bytes);
  expect(await second).toBe(bytes);
});

it('rejects with the reason why there is none', async () => {
  const desk = new PartDesk(() => {});
  const part = desk.part('python.memory');
  desk.refuse('python.memory', 'no answer');
  await expect(part).rejects.toThrow('python.memory: no answer');
});

it('asks the page again for what it has let go of', () => {
  const posted: FromSandbox[] = [];
  const desk = new PartDesk((message) => posted.push(message));
  desk.part('sdk.zip');
  desk.forget(['sdk.zip']);
  desk.part('sdk.zip');
  expect(posted).toHaveLength(2);
});
