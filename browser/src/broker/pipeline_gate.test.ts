import { expect, test } from 'vitest';
import type { FromPipeline } from '../protocol/pipeline_messages.ts';
import type { Plan } from '../protocol/plan.ts';
import { BadMessage } from './checked_fields.ts';
import { readFromPipeline } from './pipeline_gate.ts';

const plan = { nodes: [{}, {}], inputs: [{}], outputs: [{}] } as unknown as Plan;
const packet = { output: 0, sequence: 0, timestamp: 0, metadata: '', value: { kind: 'text', text: 'a' } };
const batch = { progress: 0.5, figures: null, outputs: [packet], output_bytes: 1, logs: [], notes: [] };
const withValue = (value: unknown) => ({
  kind: 'batch',
  batch: { ...batch, outputs: [{ ...packet, value }] },
});

const honest: FromPipeline[] = [
  { kind: 'running' },
  { kind: 'working', node: 1, packet: 3 },
  { kind: 'working', node: 1, packet: null },
  { kind: 'want', input: 0, offset: 2 ** 40, bytes: 4 * 2 ** 20 },
  { kind: 'batch', batch: batch as never },
  withValue({
    kind: 'audio',
    sample_rate: 16000,
    channels: 2,
    frames: 3,
    samples: new Float32Array(6),
  }) as never,
  withValue({ kind: 'tensor', dtype: 'int16', shape: [2, 3], data: new Uint8Array(12) }) as never,
  withValue({ kind: 'tensor', dtype: 'float64', shape: [], data: new Uint8Array(8) }) as never,
  withValue({
    kind: 'json',
    text: '[]',
    arrays: [{ dtype: 'bool', shape: [3], data: new Uint8Array(3) }],
  }) as never,
  withValue({ kind: 'bytes', data: new Uint8Array(3) }) as never,
  { kind: 'ended', end: { how: 'complete' } },
  {
    kind: 'ended',
    end: {
      how: 'failed',
      error: {
        severity: 'error',
        code: 'c',
        message: 'm',
        line: 3,
        cause: { type: 't', message: 'm', traceback: '' },
      },
    },
  },
  { kind: 'outside', request: { id: 1, ask: 'network', body: { url: 'https://example.com' } } },
];

test.each(honest)('$kind passes as it is', (message) => {
  const read = readFromPipeline(structuredClone(message), plan);
  if (read.kind === 'batch') read.batch.output_bytes = 1; // counted anew
  expect(read).toEqual(message);
});

test.each([
  ['nothing', null],
  ['text', 'running'],
  ['a list', []],
  ['no kind', {}],
  ['a kind of another object', { kind: 'toString' }],
  ['a node that is not in the plan', { kind: 'working', node: 2, packet: 0 }],
  ['half a node', { kind: 'working', node: 0.5, packet: 0 }],
  ['half a packet', { kind: 'working', node: 0, packet: 0.5 }],
  ['a negative offset', { kind: 'want', input: 0, offset: -1, bytes: 10 }],
  ['a slice of a gigabyte', { kind: 'want', input: 0, offset: 0, bytes: 2 ** 30 }],
  [
    'an output that is not in the plan',
    { kind: 'batch', batch: { ...batch, outputs: [{ ...packet, output: 1 }] } },
  ],
  [
    'samples that do not fit',
    withValue({ kind: 'audio', sample_rate: 1, channels: 2, frames: 3, samples: new Float32Array(5) }),
  ],
  [
    'no channels',
    withValue({ kind: 'audio', sample_rate: 1, channels: 0, frames: 0, samples: new Float32Array(0) }),
  ],
  [
    'a tensor with too few bytes',
    withValue({ kind: 'tensor', dtype: 'int16', shape: [2], data: new Uint8Array(3) }),
  ],
  ['an unknown dtype', withValue({ kind: 'tensor', dtype: 'toString', shape: [1], data: new Uint8Array(1) })],
  ['an object for text', withValue({ kind: 'text', text: {} })],
  ['shared memory', withValue({ kind: 'bytes', data: new Uint8Array(new SharedArrayBuffer(4)) })],
  [
    'a log of no node',
    { kind: 'batch', batch: { ...batch, logs: [{ node: 5, stream: 'stdout', text: '' }] } },
  ],
  [
    'a diagnostic without a message',
    { kind: 'ended', end: { how: 'failed', error: { severity: 'error', code: 'c' } } },
  ],
])('%s is refused', (_, message) => {
  expect(() => readFromPipeline(message, plan)).toThrow(BadMessage);
});

test('what was not asked for does not come along', () => {
  const read = readFromPipeline({ kind: 'ended', end: { how: 'complete', html: '<b>' }, extra: 1 }, plan);
  expect(read).toEqual({ kind: 'ended', end: { how: 'complete' } });
});

test('outputs weigh what they weigh, whatever the worker says', () => {
  const value = { kind: 'bytes', data: new Uint8Array(1000) };
  const read = readFromPipeline(
    { kind: 'batch', batch: { ...batch, outputs: [{ ...packet, value }], output_bytes: 0 } },
    plan,
  );
  expect(read).toMatchObject({ batch: { output_bytes: 1000 } });
});

test('a line of the log is cut whoever sent it', () => {
  const logs = [{ node: 0, stream: 'stdout', text: 'x'.repeat(5_000_000) }];
  const read = readFromPipeline({ kind: 'batch', batch: { ...batch, logs } }, plan);
  const text = read.kind === 'batch' ? read.batch.logs[0]?.text : '';
  expect(text).toBe(`${'x'.repeat(10_000)} … 4,990,000 more characters`);
});
