/** Bundles that tests of the runtime open, and what comes of a run. */
import type { Run, RunDigest } from '../../protocol/run.ts';
import { storedBundle } from './stored_bundle.ts';

export const manifest = (nodes: unknown[], connections: unknown[] = []) =>
  JSON.stringify({ version: 'v1', metadata: { name: 'test' }, nodes, connections });

export const CALCULATOR = manifest(
  [
    { id: 'double', node_type: 'MultiplyNode', params: { factor: 2 } },
    { id: 'add', node_type: 'AddNode', params: { addend: 10 } },
  ],
  [{ from: 'double', to: 'add' }],
);

export const blob = (files: Record<string, string>) => new Blob([storedBundle(files)]);

export async function gather(
  run: Run,
): Promise<{ digests: RunDigest[]; texts: string[]; summary: Awaited<Run['finished']> }> {
  const digests: RunDigest[] = [];
  run.subscribe((digest) => digests.push(digest));
  const summary = await run.finished;
  const texts = digests.flatMap(({ outputs }) =>
    outputs.map(({ value }) => ('text' in value ? value.text : '')),
  );
  return { digests, texts, summary };
}
