/**
 * The page that benchmarks/startup.py, crossing.py and open/recording.py open, with the runtime's own pool and broker in it:
 * `?do=KIND&bundle=PATH&input=JSON&kept=none|frame|python&runs=N`, for plain Pyodide also
 * `&numpy=0|1&wheels=FOLDER`. `window.result` gets milliseconds.
 */
import { createAssets } from '../../browser/src/platform/assets.ts';
import type { OpenedPackage, RunInput, Runtime } from '../../browser/src/protocol/run.ts';
import { runtimeOf } from '../../browser/src/runtime/runtime.ts';
import { createSandboxPool, type SandboxPool } from '../../browser/src/runtime/sandbox_pool.ts';
import { assetParts, assetSources } from '../../browser/src/sandbox/asset_sources.ts';
import { createPartStore } from '../../browser/src/sandbox/part_store.ts';
import { recording, recordingByBrowser } from './recording.ts';

const query = new URLSearchParams(location.search);
const assets = createAssets();
const parts = createPartStore(assetParts(assets));
const sources = assetSources(assets);
const bundle = await (await fetch(query.get('bundle') ?? '.')).blob();
const kept = query.get('kept') ?? 'frame';
const runs = Number(query.get('runs') ?? 1);

/** A runtime whose broker is up, and whose pool keeps what the query says, by now. */
async function readyRuntime(): Promise<Runtime> {
  const real = createSandboxPool({ sources, parts, sparePython: kept === 'python' });
  // The runtime has its pool make a frame ahead; `none` is how it would be without.
  let ahead = kept !== 'none';
  const pool: SandboxPool = { ...real, ready: () => (ahead ? real.ready() : Promise.resolve()) };
  const runtime = runtimeOf({
    assets,
    pool,
    startBroker: () =>
      new Worker(new URL('../../browser/src/broker/broker_worker.ts', import.meta.url), { type: 'module' }),
    silence_limit_s: 600,
  });
  await runtime.splitJson('[]'); // answered once the broker is up
  if (kept === 'python') pool.expectPython();
  await pool.ready();
  ahead = true;
  return runtime;
}

const inputsOf = (opened: OpenedPackage): Record<string, RunInput> =>
  Object.fromEntries(
    (opened.plan?.inputs ?? []).map(({ name }) => [
      name,
      { kind: 'json_document', text: query.get('input') ?? '[1]' } as const,
    ]),
  );

/** Milliseconds from the drop to the first packet that the page has. */
async function firstOutput(): Promise<number> {
  const runtime = await readyRuntime();
  const dropped = performance.now();
  const opened = await runtime.open(bundle, 'bench.rmpkg');
  const run = opened.run(inputsOf(opened));
  const came = await new Promise<number>((resolve, reject) => {
    run.subscribe((digest) => {
      if (digest.error) reject(new Error(digest.error.message));
      if (digest.outputs.length) resolve(performance.now());
    });
  });
  await run.finished;
  runtime.close();
  return came - dropped;
}

/** Milliseconds from Stop in an endless Python loop until the next sandbox stands ready. */
async function stopToReady(): Promise<number> {
  const runtime = await readyRuntime();
  const opened = await runtime.open(bundle, 'bench.rmpkg');
  const run = opened.run(inputsOf(opened));
  await new Promise((resolve) => setTimeout(resolve, 4000)); // the next one has been made by now
  const began = performance.now();
  await run.stop();
  const ready = performance.now();
  runtime.close();
  return ready - began;
}

/** The same pipeline by Pyodide alone, as its documentation tells, in a worker of its own. */
async function plainPyodide(): Promise<number> {
  const began = performance.now();
  const asked = new URLSearchParams(query);
  asked.set('bundle', new URL(query.get('bundle') ?? '', location.href).href);
  const worker = new Worker(`plain/plain_worker.mjs?${asked}`, { type: 'module' });
  const answer = await new Promise<MessageEvent<string>>((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.terminate();
  if (JSON.parse(answer.data).length !== 1) throw new Error(`plain Pyodide answered ${answer.data}`);
  return performance.now() - began;
}

/** One frame from the engine to numpy and back, in a worker as every pipeline is. */
async function crossing(): Promise<unknown> {
  const worker = new Worker(new URL('./crossing_worker.ts', import.meta.url), {
    type: 'module',
    name: location.href, // where the yardstick's files lie
  });
  const { rows, error } = await new Promise<{ rows?: unknown; error?: string }>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.terminate();
  if (error) throw new Error(error);
  return rows;
}

const kinds: Record<string, () => Promise<number>> = { firstOutput, stopToReady, plainPyodide };

async function measure(): Promise<unknown> {
  if (query.get('do') === 'crossing') return crossing();
  if (query.get('do') === 'recording') return recording(query, assets);
  if (query.get('do') === 'recording_by_browser') return recordingByBrowser(query);
  const kind = kinds[query.get('do') ?? ''];
  if (!kind) throw new Error(`there is no measurement ${query.get('do')}`);
  const ms: number[] = [];
  for (let run = 0; run < runs; run++) ms.push(await kind());
  const python = performance.getEntriesByType('resource').some(({ name }) => name.includes('/python/'));
  return { ms, python_loaded: python };
}

const page = window as unknown as { result?: unknown };
measure().then(
  (result) => {
    page.result = result;
  },
  (error: unknown) => {
    page.result = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  },
);
