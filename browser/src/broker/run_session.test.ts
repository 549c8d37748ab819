import { afterEach, expect, test } from 'vitest';
import type { BrokerDigest } from '../protocol/broker_messages.ts';
import type { ToPipeline } from '../protocol/pipeline_messages.ts';
import type { Plan } from '../protocol/plan.ts';
import { NO_GRANTS } from './permission_policy.ts';
import { RunSession } from './run_session.ts';

const plan = { nodes: [{}], inputs: [{}], outputs: [{}] } as unknown as Plan;
let port: MessagePort;
afterEach(() => port.close());

/** A session, and the port as package code would have it. */
function begin(files: Map<number, Blob> = new Map()) {
  const { port1, port2 } = new MessageChannel();
  port = port2;
  const digests: BrokerDigest[] = [];
  const answers: ToPipeline[] = [];
  port2.onmessage = ({ data }: MessageEvent<ToPipeline>) => answers.push(data);
  const session = new RunSession({
    port: port1,
    plan,
    grants: NO_GRANTS,
    files,
    recordings: new Map(),
    openDecoder: () => {
      throw new Error('there is no recording');
    },
    traced: false,
    digest: (digest) => digests.push(digest),
  });
  const until = async (done: () => boolean) => {
    const limit = Date.now() + 5000;
    while (!done()) {
      if (Date.now() > limit) throw new Error('that never came');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return { session, digests, answers, until };
}

test('a request to the network is refused, and the page is told once', async () => {
  const { digests, answers, until } = begin();
  for (let id = 0; id < 3; id++)
    port.postMessage({ kind: 'outside', request: { id, ask: 'network', body: {} } });
  await until(() => answers.length === 3);
  expect(answers[2]).toMatchObject({
    kind: 'outside_answer',
    answer: { id: 2, ok: false, code: 'network-not-available' },
  });
  expect(digests.flatMap(({ notes }) => notes)).toHaveLength(1);
});

test('who asks too often is refused unseen', async () => {
  const { answers, until } = begin();
  for (let id = 0; id < 300; id++)
    port.postMessage({ kind: 'outside', request: { id, ask: 'permissions', body: {} } });
  await until(() => answers.length === 300);
  const codes = answers.map((answer) =>
    answer.kind === 'outside_answer' && !answer.answer.ok ? answer.answer.code : 'ok',
  );
  expect(codes.filter((code) => code === 'ok').length).toBeLessThan(200);
  expect(codes.at(-1)).toBe('too-many-requests');
});

test('a flood ends the run and the page hears a handful of digests', async () => {
  const { digests, until } = begin();
  for (let i = 0; i < 50_000; i++) port.postMessage({ kind: 'working', node: 0, packet: null });
  await until(() => digests.some(({ end }) => end));
  expect(digests.at(-1)?.end).toMatchObject({ how: 'failed', error: { code: 'message-flood' } });
  expect(digests.length).toBeLessThan(60);
});

test('nonsense ends the run', async () => {
  const { digests, until } = begin();
  port.postMessage({ kind: 'batch', batch: 7 });
  await until(() => digests.length > 0);
  expect(digests[0]?.end).toMatchObject({ how: 'failed', error: { code: 'message-not-understood' } });
});

test('a slice is what the file has there, and a file that is gone says so', async () => {
  const file = new Blob([Uint8Array.from({ length: 100 }, (_, i) => i)]);
  const { answers, until } = begin(new Map([[0, file]]));
  port.postMessage({ kind: 'want', input: 0, offset: 90, bytes: 50 });
  await until(() => answers.length === 1);
  const [answer] = answers;
  expect(answer?.kind === 'slice' && [...new Uint8Array(answer.bytes)]).toEqual([
    90, 91, 92, 93, 94, 95, 96, 97, 98, 99,
  ]);
});

test('after the end nothing is answered', async () => {
  const { session, digests, answers, until } = begin();
  port.postMessage({ kind: 'ended', end: { how: 'complete' } });
  await until(() => digests.length === 1);
  port.postMessage({ kind: 'outside', request: { id: 1, ask: 'network', body: {} } });
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(answers).toEqual([]);
  expect(session.retire()).toMatchObject({ outputs: [], end: null });
});
