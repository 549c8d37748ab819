/** What opening a package gives, with the broker and the Rust wasm in Node. */
import { describe, expect, test } from 'vitest';
import type { OpenError } from '../protocol/run.ts';
import { blob, CALCULATOR, gather, manifest } from './testing/run_bundles.ts';
import { runtimeInNode } from './testing/runtime_in_node.ts';

const YAML = `version: v1
nodes:
  - {id: m, node_type: MultiplyNode, params: {factor: "\${FACTOR}"}}
permissions: {microphone: true}
`;

describe('opening', () => {
  test('gives report, plan and the manifest as it stands', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'calculator.rmpkg');
    expect(opened.report.verdict).toBe('unsigned');
    expect(opened.plan?.nodes.map(({ id }) => id)).toEqual(['double', 'add']);
    expect(opened.manifest_text).toBe(CALCULATOR);
    expect(opened.size).toBeGreaterThan(CALCULATOR.length);
  });

  test('a file that is no bundle rejects with diagnostics', async () => {
    const { runtime } = runtimeInNode();
    const error = await runtime.open(new Blob(['hello']), 'x.rmpkg').catch((cause: OpenError) => cause);
    expect(error).toMatchObject({
      name: 'OpenError',
      diagnostics: [{ severity: 'error', help: expect.any(String) }],
    });
  });

  test('a manifest in YAML gets its values from whoever opens it', async () => {
    const { runtime } = runtimeInNode();
    const source = blob({ 'manifest.yaml': YAML });
    const without = await runtime.open(source, 'x');
    expect(without.plan).toBeNull();
    expect(without.diagnostics).toMatchObject([
      { code: 'missing-value', file: 'manifest.yaml', line: 3, column: 47 },
    ]);
    const opened = await runtime.open(source, 'x', { values: { FACTOR: '3' } });
    expect(opened.plan?.nodes[0]?.params).toEqual({ factor: 3 });
    expect(opened.plan?.permissions).toEqual({ microphone: true });
    const { texts } = await gather(opened.run({ m: { kind: 'json', values: [2, 4] } }));
    expect(texts).toEqual(['6', '12']);
  });

  test('a slip is a warning, and an error where that is asked for', async () => {
    const { runtime } = runtimeInNode();
    const source = blob({ 'manifest.json': manifest([{ id: 'a', node_type: 'PassThrough', parms: {} }]) });
    const loose = await runtime.open(source, 'x');
    expect(loose.diagnostics).toMatchObject([{ severity: 'warning', code: 'unknown-key' }]);
    const strict = await runtime.open(source, 'x', { strict: true });
    expect(strict.diagnostics).toMatchObject([{ severity: 'error', help: 'Did you mean "params"?' }]);
    expect(strict.plan).toBeNull();
  });

  test('a circle names its other connections, with their places', async () => {
    const { runtime } = runtimeInNode();
    const passes = ['a', 'b', 'c'].map((id) => ({ id, node_type: 'PassThrough' }));
    const ring = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'c', to: 'a' },
    ];
    const { diagnostics } = await runtime.open(blob({ 'manifest.json': manifest(passes, ring) }), 'x');
    const related = [{ path: 'connections[0]' }, { path: 'connections[1]' }];
    expect(diagnostics).toMatchObject([{ code: 'cycle', path: 'connections[2]', related }]);
    for (const place of diagnostics[0]?.related ?? []) expect(place.line).toBeGreaterThan(0);
  });

  test('a manifest with errors opens without a plan, and does not run', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(
      blob({ 'manifest.json': manifest([{ id: 'a', node_type: 'NoSuch' }]) }),
      'x',
    );
    expect(opened.plan).toBeNull();
    expect(opened.diagnostics[0]).toMatchObject({
      severity: 'error',
      path: expect.stringContaining('nodes[0]'),
    });
    expect(() => opened.run({})).toThrow(/cannot run/);
  });

  test('gives single files, and names one that is not there', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR, 'README.md': 'read me' }), 'x');
    expect(new TextDecoder().decode(await opened.read('README.md'))).toBe('read me');
    await expect(opened.read('nothing.txt')).rejects.toMatchObject({
      diagnostics: [{ file: 'nothing.txt' }],
    });
  });

  test('an aborted open rejects with the reason', async () => {
    const { runtime } = runtimeInNode();
    const opening = runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x', {
      signal: AbortSignal.abort('enough'),
    });
    await expect(opening).rejects.toBe('enough');
  });
});
