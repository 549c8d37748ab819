/**
 * Keeps one sandbox ready ahead, so that a drop or a Stop costs the visitor next to nothing.
 *
 * A sandbox is taken for one package and never comes back: a worker that has seen package code
 * serves nobody else. The kept one has only its worker up, until Python is expected and the device
 * affords a second one started.
 */
import type { Assets } from '../platform/assets.ts';
import { affordsSparePython, probeFeatures } from '../platform/features.ts';
import { assetParts, assetSources } from '../sandbox/asset_sources.ts';
import type { SandboxSources } from '../sandbox/open_sandbox.ts';
import { createPartStore, type PartStore } from '../sandbox/part_store.ts';
import { createSandbox, type Sandbox } from '../sandbox/sandbox.ts';

/** How long a taken sandbox has the processor to itself before the next one is made. */
export const REST_BEFORE_SPARE_MS = 500;

export interface PoolOptions {
  sources: () => Promise<SandboxSources>;
  parts: PartStore;
  /** Whether the kept sandbox may hold a started Python. */
  sparePython?: boolean;
  /** How a sandbox is opened; a test hands in its own. */
  open?: (sources: SandboxSources, parts: PartStore) => Sandbox;
}

export interface SandboxPool {
  /**
   * A sandbox whose worker is up; with `python`, Python's start has begun too. One that was kept with
   * Python serves a graph without it as well: nothing is loaded for that. Rejects with the cause.
   */
  take(needs: { python: boolean; signal?: AbortSignal }): Promise<Sandbox>;
  /** A package that needs Python is open: the kept sandbox starts it now. */
  expectPython(): void;
  /** Resolves when the next sandbox stands ready, with its Python where that is kept; rejects where none can be made. */
  ready(): Promise<void>;
  /** How the sandboxes started, and what fell back and why. */
  diagnostics(): Record<string, string>;
  /** Ends every sandbox, those taken included. */
  close(): void;
}

/** A pool that is fed from the page's own files. */
export function poolFromAssets(assets: Assets, options: Pick<PoolOptions, 'sparePython'> = {}): SandboxPool {
  return createSandboxPool({
    ...options,
    sources: assetSources(assets),
    parts: createPartStore(assetParts(assets)),
  });
}

export function createSandboxPool(options: PoolOptions): SandboxPool {
  const openSandbox = options.open ?? createSandbox;
  const sparePython = options.sparePython ?? affordsSparePython(probeFeatures());
  const facts: Record<string, string> = {};
  const open = new Set<Sandbox>();
  let kept: Promise<Sandbox> | null = null;
  let expected = false;
  let closed = false;

  /** A sandbox that is on its way up: its parts may be sent already. */
  const make = async (): Promise<Sandbox> => {
    const sources = await options.sources();
    if (closed) throw new Error('the runtime was closed');
    const sandbox = openSandbox(sources, options.parts);
    open.add(sandbox);
    watch(sandbox);
    return sandbox;
  };

  const whenUp = async (making: Promise<Sandbox>): Promise<Sandbox> => {
    const sandbox = await making;
    await sandbox.up;
    return sandbox;
  };

  const watch = (sandbox: Sandbox) => {
    sandbox.up.then(
      () => {
        facts.sandbox = `worker started from ${sandbox.workerFrom()}:`;
      },
      (error: unknown) => {
        facts.sandbox = String(error instanceof Error ? error.message : error);
        open.delete(sandbox);
      },
    );
    sandbox.start.then(
      ({ how, reason, jspi }) => {
        facts.python = how === 'snapshot' ? 'started from the snapshot' : `started plainly: ${reason}`;
        facts['stack switching'] = jspi ? 'works' : 'not in this browser';
      },
      () => {},
    );
  };

  /** The kept sandbox, made if there is none. One that fails is forgotten, so the next call tries again. */
  const keep = (): Promise<Sandbox> => {
    if (kept) return kept;
    const making = make();
    kept = making;
    const forget = () => {
      if (kept === making) kept = null;
    };
    making.then((sandbox) => {
      sandbox.up.catch(forget);
      sandbox.failed.then(forget);
      if (expected && sparePython) sandbox.startPython().catch(() => {});
    }, forget);
    return making;
  };

  const released = (sandbox: Sandbox): Sandbox => ({
    ...sandbox,
    stop() {
      sandbox.stop();
      open.delete(sandbox);
      if (!closed) keep().catch(() => {});
    },
  });

  return {
    async take({ python, signal }) {
      signal?.throwIfAborted();
      const taking = keep();
      kept = null;
      const sandbox = await taking;
      if (python) {
        sandbox.startPython().catch(() => {}); // while the worker comes up
      }
      await sandbox.up;
      if (signal?.aborted) {
        if (kept) sandbox.stop();
        else kept = taking; // untouched: the next package may have it
        signal.throwIfAborted();
      }
      if (python) {
        expected = true;
        sandbox.startPython().then(refillSoon, refillSoon);
      } else {
        refillSoon();
      }
      return released(sandbox);
    },
    expectPython() {
      expected = true;
      // Also where no spare may hold it: this one is about to be taken.
      keep()
        .then((sandbox) => sandbox.startPython())
        .catch(() => {});
    },
    async ready() {
      const sandbox = await whenUp(keep());
      if (expected && sparePython) await sandbox.startPython().catch(() => {}); // a later run will tell
    },
    diagnostics: () => ({ ...facts }),
    close() {
      closed = true;
      for (const sandbox of open) sandbox.stop();
      open.clear();
      kept = null;
    },
  };

  /** The next one, once the taken one has had the processor to itself for its start and first output. */
  function refillSoon(): void {
    setTimeout(() => {
      if (!closed) keep().catch(() => {});
    }, REST_BEFORE_SPARE_MS);
  }
}
