import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { deferred } from '../platform/deferred.ts';
import type { PythonStart } from '../protocol/sandbox.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { createSandboxPool, REST_BEFORE_SPARE_MS } from './sandbox_pool.ts';

const STARTED: PythonStart = { how: 'snapshot', reason: '', jspi: true, marks: {} };

/** What the pool sees of a sandbox, and the handles to make it come up or die. */
class Stand {
  readonly opened: Array<{
    sandbox: Sandbox;
    python: boolean;
    stopped: boolean;
    die: (error: Error) => void;
  }> = [];
  refuse: Error | null = null;

  open = (): Sandbox => {
    const failed = deferred<Error>();
    const start = deferred<PythonStart>();
    start.promise.catch(() => {});
    const entry = { python: false, stopped: false, die: failed.resolve } as Stand['opened'][number];
    entry.sandbox = {
      connect: () => {},
      startPython: () => {
        entry.python = true;
        start.resolve(STARTED);
        return start.promise;
      },
      stop: () => {
        entry.stopped = true;
        start.reject(new Error('stopped'));
      },
      up: this.refuse ? Promise.reject(this.refuse) : Promise.resolve(),
      start: start.promise,
      failed: failed.promise,
      workerFrom: () => 'blob',
      steps: () => [],
      onSteps: () => () => {},
      onSilence: () => () => {},
    };
    this.opened.push(entry);
    return entry.sandbox;
  };
}

function stand(sparePython: boolean) {
  const own = new Stand();
  const parts = {
    always: [],
    python: [],
    bytes: () => null,
    group: () => '',
    take: () => Promise.reject(new Error('none')),
  };
  const sources = async () => ({ frameHtml: '', workerSource: '' });
  return { own, pool: createSandboxPool({ sources, parts, sparePython, open: own.open }) };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});
const later = () => vi.advanceTimersByTimeAsync(REST_BEFORE_SPARE_MS);

it('never gives a sandbox twice', async () => {
  const { pool } = stand(false);
  const [first, second] = await Promise.all([pool.take({ python: false }), pool.take({ python: false })]);
  first.stop();
  const third = await pool.take({ python: false });
  expect(new Set([first.up, second.up, third.up]).size).toBe(3);
});

it('gives the one that was kept ready, and makes the next a little later', async () => {
  const { own, pool } = stand(false);
  await pool.ready();
  await pool.take({ python: false });
  expect(own.opened).toHaveLength(1);
  await later();
  expect(own.opened).toHaveLength(2);
});

it('starts Python only for a package that needs it', async () => {
  const { own, pool } = stand(true);
  await pool.take({ python: false });
  await later();
  expect(own.opened.map(({ python }) => python)).toEqual([false, false]);
});

it('keeps a started Python once one was needed, where the device affords it', async () => {
  for (const affords of [true, false]) {
    const { own, pool } = stand(affords);
    await pool.take({ python: true });
    await later();
    await pool.ready();
    expect(own.opened.map(({ python }) => python)).toEqual([true, affords]);
  }
});

it('starts the kept one while the visitor still looks at the package', async () => {
  const { own, pool } = stand(false);
  await pool.ready();
  pool.expectPython();
  await vi.advanceTimersByTimeAsync(0);
  expect(own.opened.map(({ python }) => python)).toEqual([true]);
});

it('makes the next one at once when one is stopped', async () => {
  const { own, pool } = stand(false);
  const running = await pool.take({ python: false });
  running.stop();
  await pool.ready();
  expect(own.opened.map(({ stopped }) => stopped)).toEqual([true, false]);
});

it('forgets a kept one that died', async () => {
  const { own, pool } = stand(false);
  await pool.ready();
  own.opened[0]?.die(new Error('out of memory'));
  await vi.advanceTimersByTimeAsync(0);
  const taken = await pool.take({ python: false });
  expect(taken.up).toBe(own.opened[1]?.sandbox.up);
});

it('tells why none can be made, and tries again the next time', async () => {
  const { own, pool } = stand(false);
  own.refuse = new Error('the frame was refused');
  await expect(pool.take({ python: false })).rejects.toThrow('the frame was refused');
  expect(pool.diagnostics().sandbox).toBe('the frame was refused');
  own.refuse = null;
  await pool.take({ python: false });
});

it('keeps for the next package what an aborted one did not use', async () => {
  const { own, pool } = stand(false);
  const stop = new AbortController();
  const taking = pool.take({ python: false, signal: stop.signal });
  stop.abort(new Error('dropped another file'));
  await expect(taking).rejects.toThrow('dropped another file');
  await pool.take({ python: false });
  expect(own.opened).toHaveLength(1);
});

it('says how Python started', async () => {
  const { pool } = stand(false);
  await pool.take({ python: true });
  await vi.advanceTimersByTimeAsync(0);
  expect(pool.diagnostics()).toEqual({
    sandbox: 'worker started from blob:',
    python: 'started from the snapshot',
    'stack switching': 'works',
  });
});

it('ends every sandbox when it is closed, and makes none after', async () => {
  const { own, pool } = stand(false);
  const taken = await pool.take({ python: false });
  pool.close();
  taken.stop();
  await later();
  expect(own.opened.map(({ stopped }) => stopped)).toEqual([true]);
  await expect(pool.take({ python: false })).rejects.toThrow('closed');
});
