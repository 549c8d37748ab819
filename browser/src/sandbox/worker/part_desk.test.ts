import { expect, it } from 'vitest';
import type { FromSandbox } from '../../protocol/sandbox.ts';
import { PartDesk } from './part_desk.ts';

/** The smallest module there is. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const part = (name: string, bytes: Uint8Array<ArrayBuffer>) => ({
  kind: 'part' as const,
  name,
  content: new Blob([bytes]),
});
const bytes = new Uint8Array([1, 2, 3, 4]);

function desk() {
  const posted: FromSandbox[] = [];
  return { posted, desk: new PartDesk((message) => posted.push(message)) };
}

it('asks for a part once and gives it to all who want it', async () => {
  const { desk: one, posted } = desk();
  const first = one.bytes('layout.json');
  const second = one.bytes('layout.json');
  expect(posted).toEqual([{ kind: 'need', name: 'layout.json' }]);
  one.deliver(part('layout.json', bytes));
  expect(new Uint8Array(await first)).toEqual(bytes);
  expect(new Uint8Array(await second)).toEqual(bytes);
});

it('takes bytes that the frame has read', async () => {
  const { desk: one } = desk();
  one.deliver({ kind: 'part', name: 'layout.json', content: bytes.slice().buffer });
  expect(new Uint8Array(await one.bytes('layout.json'))).toEqual(bytes);
});

it('does not ask for what came by itself', async () => {
  const { desk: one, posted } = desk();
  one.deliver(part('layout.json', bytes));
  expect(new Uint8Array(await one.bytes('layout.json'))).toEqual(bytes);
  expect(posted).toEqual([]);
});

it('gives a part as a module', async () => {
  const { desk: one } = desk();
  one.deliver(part('main.wasm', EMPTY_MODULE));
  expect(await one.module('main.wasm')).toBeInstanceOf(WebAssembly.Module);
  one.deliver(part('broken.wasm', bytes));
  await expect(one.module('broken.wasm')).rejects.toThrow(WebAssembly.CompileError);
});

it('rejects with the reason why there is none', async () => {
  const { desk: one } = desk();
  const wanted = one.bytes('python.memory');
  one.refuse('python.memory', 'no answer');
  await expect(wanted).rejects.toThrow('python.memory: no answer');
});

it('gives nothing a second time that it has let go of', async () => {
  const { desk: one, posted } = desk();
  one.deliver(part('sdk.zip', bytes));
  await one.bytes('sdk.zip');
  one.forget(['sdk.zip']);
  await expect(one.bytes('sdk.zip')).rejects.toThrow('sdk.zip: it was given before');
  expect(posted).toEqual([]);
});
