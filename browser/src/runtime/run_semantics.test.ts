/** The cases of `tests/run_semantics` as the page runs them: broker, engine, driver and Pyodide, in Node. */
import { readFileSync } from 'node:fs';
import type { PyodideAPI } from 'pyodide';
import { beforeAll, expect, test } from 'vitest';
import { createPyodideHost } from '../hosts/python/pyodide_host.ts';
import { startNodePython } from '../hosts/python/testing/node_python.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { EdgeFigures } from '../protocol/plan.ts';
import type { OutputPacket } from '../protocol/value.ts';
import { runtimeInNode } from './testing/runtime_in_node.ts';
import { storedBundle } from './testing/stored_bundle.ts';

interface Case {
  name: string;
  manifest: unknown;
  inputs?: Record<string, unknown[]>;
  /** Code and message of everything that is told, in order. */
  told?: [string, string][];
  outputs?: Record<string, unknown[]>;
  /** What is known of the figures of the first edges. */
  edges?: Partial<EdgeFigures>[];
  /** The run fails; what came out until then counts. */
  fails?: boolean;
  /** It never begins. */
  refused?: boolean;
}

const read = (name: string) =>
  readFileSync(new URL(`../../../tests/run_semantics/${name}`, import.meta.url), 'utf8');
const cases = JSON.parse(read('cases.json')) as Case[];
const words = (told: Diagnostic[]) => told.map(({ code, message }) => [code, message]);

let py: PyodideAPI;
beforeAll(async () => {
  py = await startNodePython();
}, 120_000);

test.each(cases)('$name', { timeout: 60_000 }, async (expected) => {
  const { runtime } = runtimeInNode({
    host: () => createPyodideHost(py, () => Promise.reject(new Error('no bundle here brings wheels'))),
  });
  const files = { 'manifest.json': JSON.stringify(expected.manifest), 'nodes/own.py': read('nodes.py') };
  const opened = await runtime.open(new Blob([storedBundle(files)]), 'case.rmpkg');
  const told = opened.diagnostics;
  if (expected.refused) {
    expect(words(told)).toEqual(expected.told);
    expect(opened.plan).toBeNull();
    return;
  }
  const inputs = Object.entries(expected.inputs ?? {}).map(
    ([name, values]) =>
      [name, { kind: 'json_text' as const, texts: values.map((v) => JSON.stringify(v)) }] as const,
  );
  const run = opened.run(Object.fromEntries(inputs));
  const outputs: OutputPacket[] = [];
  let edges: EdgeFigures[] = [];
  run.subscribe((digest) => {
    outputs.push(...digest.outputs);
    told.push(...digest.notes);
    edges = digest.edges;
  });
  const { phase, error } = await run.finished;
  expect(words(error ? [...told, error] : told)).toEqual(expected.told ?? []);
  expect(phase).toBe(expected.fails ? 'failed' : 'done');
  const given: Record<string, unknown[]> = {};
  for (const { name } of opened.plan?.outputs ?? []) given[name] = [];
  for (const { output, value } of outputs) {
    const name = opened.plan!.outputs[output]!.name;
    given[name]!.push(
      value.kind === 'json' ? JSON.parse(value.text) : value.kind === 'text' ? value.text : value,
    );
  }
  expect(given).toEqual(expected.outputs);
  for (const [index, figures] of (expected.edges ?? []).entries())
    expect(edges[index]).toMatchObject(figures);
});
