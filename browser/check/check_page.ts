/**
 * The page that the smoke test opens: `?do=NAME` runs one scenario, and `window.result` is what
 * came of it. The test judges; this only does and reports.
 */
import { createAssets } from '../src/platform/assets.ts';
import { createSandboxPool, type PoolOptions, type SandboxPool } from '../src/runtime/sandbox_pool.ts';
import { assetParts, assetSources } from '../src/sandbox/asset_sources.ts';
import { createPartStore, type PartSource } from '../src/sandbox/part_store.ts';
import { takeChecked } from './checked_sandbox.ts';
import { openChosenFiles } from './opened_files.ts';

const assets = createAssets();
const query = new URLSearchParams(location.search);

function pool(options: Partial<PoolOptions> = {}, source: PartSource = assetParts(assets)): SandboxPool {
  return createSandboxPool({
    sources: assetSources(assets),
    parts: createPartStore(source),
    sparePython: false,
    ...options,
  });
}

/** The real parts, but for one. */
function partsWith(name: string, load: () => Promise<ArrayBuffer>): PartSource {
  const real = assetParts(assets);
  return {
    ...real,
    load: (wanted, onProgress) => (wanted === name ? load() : real.load(wanted, onProgress)),
  };
}

const PYTHON = {
  sum: 'import numpy as np\nnp.arange(3).sum()',
  solve:
    'a = np.random.default_rng(0).normal(size=(50, 50)); b = np.arange(50.)\nnp.allclose(a @ np.linalg.solve(a, b), b)',
  fft: 'x = np.linspace(0, 1, 1000)\nnp.allclose(np.fft.irfft(np.fft.rfft(x), 1000), x)',
  stream: 'np.random.default_rng(42).integers(0, 1000, 5).tolist()',
  onDemand: 'import numpy.testing, numpy.lib.recfunctions\nnumpy.testing.assert_allclose([1.], [1.])\n"ok"',
  sdk: 'import py_nodes.sdk\n"ok"',
  deep: 'def f(n): return 0 if n == 0 else 1 + f(n - 1)\nf(900)',
  random:
    'import random, uuid\n[random.random(), np.random.rand(), np.random.default_rng().random(), str(uuid.uuid4())]',
  traceback: 'def inner(x):\n    return 1 / x\ndef outer():\n    return inner(0)\nouter()',
} as const;
const ASYNC = `
import asyncio, js
async def node(x):
    await asyncio.sleep(0.01)
    return await js.Promise.resolve(x * 2)
str(await asyncio.gather(node(1), node(21)))`;
const RUN_SYNC = `
from pyodide.ffi import can_run_sync, run_sync
import js
run_sync(js.Promise.resolve(5)) if can_run_sync() else "cannot"`;

async function answers(of: SandboxPool): Promise<Record<string, unknown>> {
  const began = performance.now();
  const { ask, attempt, sandbox } = await takeChecked(of, true);
  const out: Record<string, unknown> = { start: await ask({ ask: 'start' }) };
  out.sum = await ask({ ask: 'python', code: PYTHON.sum });
  out.answered_ms = Math.round(performance.now() - began);
  for (const [name, code] of Object.entries(PYTHON)) out[name] = await attempt({ ask: 'python', code });
  out.async = await attempt({ ask: 'python-async', code: ASYNC });
  out.run_sync = await attempt({ ask: 'python-async', code: RUN_SYNC });
  out.steps = sandbox.steps();
  return out;
}

/** Milliseconds of one start, from the pool's making to numpy's first answer, and the worker's own stages. */
async function timed(of: SandboxPool): Promise<Record<string, unknown>> {
  const began = performance.now();
  const { ask, stop } = await takeChecked(of, true);
  const { how, marks } = (await ask({ ask: 'start' })) as { how: string; marks: Record<string, number> };
  const started = performance.now() - began;
  await ask({ ask: 'python', code: PYTHON.sum });
  const answered = performance.now() - began;
  stop();
  return { how, started: Math.round(started), answered: Math.round(answered), marks };
}

const scenarios: Record<string, () => Promise<object>> = {
  openFiles: openChosenFiles,

  /** A start from the snapshot, what Python answers, and a second sandbox beside the first. */
  async start() {
    const starts = pool();
    const first = await answers(starts);
    const second = await answers(starts);
    const said = starts.diagnostics();
    starts.close();
    return { agent: navigator.userAgent, isolated: crossOriginIsolated, first, second, diagnostics: said };
  },

  /** A snapshot that was made for other side modules. */
  async fallback() {
    const foreign = partsWith('layout.json', async () => {
      const layout = JSON.parse(await assets.text('python/layout.json'));
      layout.placed[0][1] += 1;
      return new TextEncoder().encode(JSON.stringify(layout)).buffer;
    });
    const starts = pool({}, foreign);
    const first = await answers(starts);
    const said = starts.diagnostics();
    starts.close();
    return { first, diagnostics: said };
  },

  async escapes() {
    const starts = pool();
    const { ask } = await takeChecked(starts, true);
    await ask({ ask: 'start' }); // while Python starts, fetch is its own
    const attempts = await ask({ ask: 'escapes', base: location.origin });
    const again = await ask({ ask: 'part', name: 'sdk.zip' }).then(String, (error: Error) => error.message);
    const unknown = await ask({ ask: 'part', name: '../index.html' }).then(
      String,
      (error: Error) => error.message,
    );
    starts.close();
    return { attempts, again, unknown };
  },

  /** Stop in an endless Python loop: the heartbeat notices, the pending ask ends, the next one answers. */
  async stop() {
    const starts = pool();
    const running = await takeChecked(starts, true);
    await running.ask({ ask: 'start' });
    await starts.ready();
    const silence = new Promise((resolve) => running.sandbox.onSilence(resolve));
    const pending = running.attempt({ ask: 'python', code: 'while True: pass' });
    const silentFor = await silence;
    const stopped = performance.now();
    running.stop();
    const ended = await pending;
    await starts.ready();
    const readyAfter = Math.round(performance.now() - stopped);
    const next = await takeChecked(starts, true);
    const sum = await next.ask({ ask: 'python', code: PYTHON.sum });
    const answeredAfter = Math.round(performance.now() - stopped);
    const frames = document.querySelectorAll('iframe').length;
    starts.close();
    const left = document.querySelectorAll('iframe').length;
    return { silentFor, ended, readyAfter, sum, answeredAfter, frames, left };
  },

  /** A package that floods the frame is ended, and the next sandbox works. */
  async flood() {
    const starts = pool();
    const flooding = await takeChecked(starts, false);
    const ended = await flooding.attempt({ ask: 'flood' });
    flooding.stop();
    const next = await takeChecked(starts, true);
    const sum = await next.ask({ ask: 'python', code: PYTHON.sum });
    starts.close();
    return { ended, sum };
  },

  /**
   * `runs` starts of each kind, warm: from the snapshot, plainly, and with a sandbox kept ready; and
   * how long after a Stop in an endless loop the kept one stands there. For benchmarks.
   */
  async timing() {
    const runs = Number(query.get('runs') ?? 5);
    const source = assetParts(assets);
    const parts = createPartStore(source);
    const plainParts = createPartStore(partsWith('python.head', () => Promise.reject(new Error('left out'))));
    const out: Record<string, unknown[]> = { snapshot: [], plain: [], kept: [], stop: [] };
    const once = async (options: Partial<PoolOptions>) => {
      const starts = pool(options);
      const times = await timed(starts);
      starts.close();
      return times;
    };
    await once({ parts }); // the first of a page loads its parts
    await once({ parts: plainParts });
    for (let run = 0; run < runs; run++) {
      out.snapshot?.push(await once({ parts }));
      out.plain?.push(await once({ parts: plainParts }));
      const starts = pool({ parts, sparePython: true });
      starts.expectPython();
      await starts.ready();
      out.kept?.push(await timed(starts));
      const running = await takeChecked(starts, true);
      await starts.ready();
      running.attempt({ ask: 'python', code: 'while True: pass' });
      await new Promise((resolve) => setTimeout(resolve, 200));
      const stopped = performance.now();
      running.stop();
      await starts.ready();
      const next = await takeChecked(starts, true);
      await next.ask({ ask: 'python', code: PYTHON.sum });
      out.stop?.push(Math.round(performance.now() - stopped));
      starts.close();
    }
    return { agent: navigator.userAgent, isolated: crossOriginIsolated, ...out };
  },

  /** A graph without Python: nothing of Python is loaded, into the page or the worker. */
  async native() {
    const starts = pool();
    const { ask, sandbox } = await takeChecked(starts, false);
    const engine = await ask({ ask: 'part', name: 'runtime_bg.wasm' });
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    const steps = sandbox.steps();
    starts.close();
    return { engine, loaded, steps };
  },
};

const name = query.get('do') ?? 'start';
const page = window as unknown as { result?: unknown };
Promise.resolve(scenarios[name]?.() ?? { error: `there is no scenario ${name}` }).then(
  (result) => {
    page.result = result;
  },
  (error: unknown) => {
    page.result = { error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) };
  },
);
