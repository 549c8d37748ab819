/** Where a sandbox's frame, worker and start-up parts lie among the page's files. */
import type { Assets } from '../platform/assets.ts';
import type { SandboxSources } from './open_sandbox.ts';
import type { PartSource } from './part_store.ts';

const PYTHON = 'python/';
const ENGINE = 'runtime_bg.wasm';

/** What Python starts from, in the order of need, by the ends of the names. */
const START = [
  '.json',
  '.head',
  '.asm.wasm',
  '.so',
  'stdlib.zip',
  'python.memory',
  'sdk.memory',
  'files.zip',
  'sdk.zip',
];

/** What the worker may ask for: the engine, and what Python starts from. */
export function assetParts(assets: Assets): PartSource {
  const asset = (name: string) => (name === ENGINE ? name : PYTHON + name);
  const python = assets.names(PYTHON).map((name) => name.slice(PYTHON.length));
  return {
    names: () => [ENGINE, ...python],
    always: [ENGINE],
    python: START.flatMap((end) => python.filter((name) => name.endsWith(end))),
    bytes: (name) => assets.bytes(asset(name)),
    group: (name) => (name === ENGINE ? 'Engine' : 'Python files'),
    load: (name, onProgress) => assets.load(asset(name), { onProgress }),
  };
}

/** Loaded once; a failed load is tried again by the next call. */
export function assetSources(assets: Assets): () => Promise<SandboxSources> {
  let loading: Promise<SandboxSources> | null = null;
  const load = async (): Promise<SandboxSources> => {
    const [frameHtml, workerSource] = await Promise.all([
      assets.text('sandbox/frame.html'),
      assets.text('sandbox/worker.js'),
    ]);
    return { frameHtml, workerSource };
  };
  return () => {
    if (!loading) {
      const attempt = load();
      loading = attempt;
      attempt.catch(() => {
        loading = null;
      });
    }
    return loading;
  };
}
