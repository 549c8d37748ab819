/** Graphs of Rust and Python nodes: real engine (vendor/rust), real driver, real Pyodide. */
import type { PyodideAPI } from 'pyodide';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPyodideHost } from './pyodide_host.ts';
import { startNodePython } from './testing/node_python.ts';
import { type BundleRun, runBundle } from './testing/run_bundle.ts';

let py: PyodideAPI;
beforeAll(async () => {
  py = await startNodePython();
}, 120_000);

const noInstaller = () => Promise.reject(new Error('no bundle here brings wheels'));
const run = (graph: Omit<BundleRun, 'host'>) =>
  runBundle({ ...graph, host: createPyodideHost(py, noInstaller) });
const pythonNode = (type: string, body: string) => ({
  files: { 'nodes/own.py': `class ${type}:\n${body.replace(/^/gm, '    ')}\n` },
  bundleNodes: [type],
});
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** A float32 wav file of one channel. */
function wav(samples: Float32Array, rate: number): Uint8Array<ArrayBuffer> {
  const file = new DataView(new ArrayBuffer(44 + samples.length * 4));
  const word = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) file.setUint8(at + i, text.charCodeAt(i));
  };
  word(0, 'RIFF');
  file.setUint32(4, 36 + samples.length * 4, true);
  word(8, 'WAVEfmt ');
  for (const [at, value] of [
    [16, 16],
    [24, rate],
    [28, rate * 4],
    [40, samples.length * 4],
  ] as const)
    file.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 3],
    [22, 1],
    [32, 4],
    [34, 32],
  ] as const)
    file.setUint16(at, value, true);
  word(36, 'data');
  for (const [i, sample] of samples.entries()) file.setFloat32(44 + i * 4, sample, true);
  return new Uint8Array(file.buffer);
}

test('Rust, Python and Rust nodes in a row, more packets than the queues hold', async () => {
  const { end, values } = await run({
    nodes: [
      { id: 'a', node_type: 'MultiplyNode', params: { factor: 2 } },
      { id: 'b', node_type: 'Plus' },
      { id: 'c', node_type: 'AddNode', params: { addend: 10 } },
    ],
    ...pythonNode('Plus', 'def process(self, v):\n    return v + 1'),
    values: numbers(1000),
  });
  expect(end).toEqual({ how: 'complete' });
  expect(values).toEqual(numbers(1000).map((n) => n * 2 + 11));
});

test('audio goes from the file through Python and back into the engine', async () => {
  const samples = Float32Array.from({ length: 10_000 }, (_, i) => Math.sin(i / 9) / 2);
  const { end, outputs } = await run({
    nodes: [
      { id: 'half', node_type: 'Half' },
      { id: 'pass', node_type: 'PassThroughNode' },
    ],
    ...pythonNode('Half', 'def process(self, audio):\n    return audio.samples * 0.5, audio.sample_rate'),
    recording: wav(samples, 16_000),
  });
  expect(end).toEqual({ how: 'complete' });
  const given = outputs.flatMap(({ value }) => (value.kind === 'audio' ? [...value.samples] : []));
  expect(given.length).toBe(10_000);
  expect(given.every((sample, i) => sample === samples[i]! * 0.5)).toBe(true);
});

describe('generators under the engine', () => {
  test('a thousand items of one packet arrive, in order, through a full queue', async () => {
    const { end, values } = await run({
      nodes: [
        { id: 'many', node_type: 'Many' },
        { id: 'plus', node_type: 'AddNode', params: { addend: 1 } },
      ],
      ...pythonNode('Many', 'def process(self, v):\n    yield from range(1000)'),
      values: [0],
    });
    expect(end).toEqual({ how: 'complete' });
    expect(values).toEqual(numbers(1000).map((n) => n + 1));
  });

  test('async ones that wait', async () => {
    const { values } = await run({
      nodes: [{ id: 'a', node_type: 'Slow' }],
      ...pythonNode(
        'Slow',
        'async def process(self, v):\n    import asyncio\n    for i in range(3):\n        await asyncio.sleep(0.001)\n        yield [v, i]',
      ),
      values: [1, 2],
    });
    expect(values).toEqual([
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
  });

  test('a source', async () => {
    const { end, values } = await run({
      nodes: [{ id: 'count', node_type: 'Count' }],
      files: { 'nodes/own.py': 'class Count:\n    def process(self):\n        yield from range(200)\n' },
      bundleNodes: [
        { name: 'Count', inputs: [], outputs: [{ name: 'default', type: 'any' }], is_source: true },
      ],
      values: [],
    });
    expect(end).toEqual({ how: 'complete' });
    expect(values).toEqual(numbers(200));
  });
});

test('a streaming node gets the whole input and its end', async () => {
  const source = `
from py_nodes.sdk import Node
class Sum(Node):
    is_streaming = True
    async def process(self, stream):
        total = 0
        async for value in stream:
            total += value
            if value % 100 == 0:
                yield total
        yield {"total": total}
`;
  const { values } = await run({
    nodes: [{ id: 'sum', node_type: 'Sum' }],
    files: { 'nodes/sum.py': source },
    bundleNodes: ['Sum'],
    values: numbers(301),
  });
  expect(values).toEqual([0, 5050, 20100, 45150, { total: 45150 }]);
});

test('what fans out is shared: both nodes see it, neither may write into it', async () => {
  const source = `
import numpy as np
class Make:
    def process(self, v):
        return np.full(4, v)
class Look:
    def process(self, array):
        try:
            array[0] = 9
        except ValueError as error:
            return [array.tolist(), str(error)]
`;
  const { values } = await run({
    nodes: [
      { id: 'make', node_type: 'Make' },
      { id: 'one', node_type: 'Look', is_output_node: true },
      { id: 'two', node_type: 'Look', is_output_node: true },
    ],
    connections: [
      { from: 'make', to: 'one' },
      { from: 'make', to: 'two' },
    ],
    files: { 'nodes/own.py': source },
    bundleNodes: ['Make', 'Look'],
    values: [3],
  });
  const seen = [[3, 3, 3, 3], 'assignment destination is read-only'];
  expect(values).toEqual([seen, seen]);
});

describe('failures', () => {
  const failing = pythonNode('Bad', 'def process(self, v):\n    return 10 / (v - 3)');

  test('name node, packet and the author’s line', async () => {
    const { end, values } = await run({
      nodes: [{ id: 'bad', node_type: 'Bad' }],
      ...failing,
      values: [1, 2, 3, 4],
    });
    expect(values).toEqual([-5, -10]);
    expect(end).toMatchObject({
      how: 'failed',
      error: { node: 'bad', sequence: 2, cause: { type: 'ZeroDivisionError', message: 'division by zero' } },
    });
    expect(JSON.stringify(end)).toContain('nodes/own.py\\", line 3, in process');
  });

  test('are skipped where the manifest says so', async () => {
    const { end, values } = await run({
      nodes: [{ id: 'bad', node_type: 'Bad', on_error: 'skip' }],
      ...failing,
      values: [1, 2, 3, 4],
    });
    expect(end).toEqual({ how: 'complete' });
    expect(values).toEqual([-5, -10, 10]);
  });

  test('of a param name its place in the manifest', async () => {
    const { end } = await run({
      nodes: [{ id: 'spectrum', node_type: 'SpectrogramNode', params: { bands: 'many' } }],
      pythonNodes: {
        SpectrogramNode: {
          inputs: [{ name: 'default', type: 'any' }],
          outputs: [{ name: 'default', type: 'tensor' }],
        },
      },
      values: [],
    });
    expect(end).toMatchObject({
      how: 'failed',
      error: { code: 'wrong-param', path: 'nodes[0].params.bands' },
    });
  });

  test('of an import end the run before the first packet', async () => {
    const { end } = await run({
      nodes: [{ id: 'bad', node_type: 'Bad' }],
      files: { 'nodes/bad.py': 'import scipy\nclass Bad:\n    def process(self, v): ...\n' },
      bundleNodes: ['Bad'],
      values: [1],
    });
    expect(end).toMatchObject({
      how: 'failed',
      error: { code: 'missing-package', file: 'nodes/bad.py', line: 1 },
    });
  });

  test('leave Python usable for the next run', async () => {
    const { values } = await run({
      nodes: [{ id: 'a', node_type: 'Echo' }],
      ...pythonNode('Echo', 'def process(self, v):\n    return v'),
      values: ['x', { a: 1 }],
    });
    expect(values).toEqual([{ a: 1 }]);
  });
});
