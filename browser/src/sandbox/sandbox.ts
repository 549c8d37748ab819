/**
 * One sandbox as the page uses it: an open frame that is given its start-up parts, watched by a
 * heartbeat, and whose progress can be followed. It serves one package and is then stopped.
 */
import { deferred } from '../platform/deferred.ts';
import type { StartStep } from '../protocol/run.ts';
import type { FromSandbox, PythonStart } from '../protocol/sandbox.ts';
import { BEAT_MS, Heartbeat } from './heartbeat.ts';
import { openSandbox, type SandboxSources } from './open_sandbox.ts';
import type { PartStore } from './part_store.ts';
import { StartSteps } from './start_steps.ts';

export interface Sandbox {
  /** Hands the worker the port that ends in the broker; it moves. */
  connect(port: MessagePort): void;
  /** Has Python started, unless it is already. */
  startPython(): Promise<PythonStart>;
  /** Removes the frame, which ends the worker whatever it is doing. */
  stop(): void;
  /** Resolves once the worker runs; rejects with the cause where it cannot. */
  readonly up: Promise<void>;
  /** Resolves once Python has started, whoever asked for it; rejects where it cannot, or the sandbox ends. */
  readonly start: Promise<PythonStart>;
  /** Resolves with the cause when the sandbox dies by itself, and never otherwise. */
  readonly failed: Promise<Error>;
  /** How the worker was started, once it is up. */
  readonly workerFrom: () => 'blob' | 'data' | null;
  steps(): StartStep[];
  /** Gets each step as it changes; returns the way to end that. */
  onSteps(listener: (steps: StartStep[]) => void): () => void;
  /** Seconds without an answer, once a second; null when the worker answers again. */
  onSilence(listener: (seconds: number | null) => void): () => void;
}

export function createSandbox(sources: SandboxSources, parts: PartStore): Sandbox {
  const steps = new StartSteps();
  const python = deferred<PythonStart>();
  python.promise.catch(() => {}); // nobody may be waiting for it
  const failed = deferred<Error>();
  const silenceListeners = new Set<(seconds: number | null) => void>();
  const given = new Map<string, 'ahead' | 'asked'>();
  let warmed = false;
  let beating: ReturnType<typeof setInterval> | undefined;

  const frame = openSandbox(sources, {
    onMessage: (message) => handle(message),
    onFailure(error) {
      clearInterval(beating);
      python.reject(error);
      failed.resolve(error);
    },
  });
  const heartbeat = new Heartbeat({
    ping: (beat) => frame.post({ kind: 'ping', beat }),
    onSilence: (seconds) => {
      for (const tell of silenceListeners) tell(seconds);
    },
    now: () => performance.now(),
  });
  steps.begin('Sandbox');
  const whenUp = () => {
    steps.finish('Sandbox');
    beating = setInterval(() => heartbeat.beat(), BEAT_MS);
  };
  frame.up.then(whenUp, () => {});

  const handle = (message: FromSandbox) => {
    switch (message.kind) {
      case 'need':
        return answer(String(message.name));
      case 'pong':
        return heartbeat.answer(message.beat);
      case 'python-begins':
        giveAhead(parts.python);
        return steps.begin('Python');
      case 'python':
        steps.finish('Python');
        return python.resolve(message.start);
      case 'python-failed':
        return python.reject(new Error(`Python did not start: ${String(message.reason)}`));
      case 'broken':
        return frame.fail(String(message.reason));
    }
  };

  /** Each part once: a package that asks again gets nothing, whatever it cost to make. */
  const answer = (name: string) => {
    const bytes = parts.bytes(name);
    const before = given.get(name);
    if (bytes === null || before === 'asked') {
      const reason = bytes === null ? 'there is no such part' : 'it was given before';
      return frame.post({ kind: 'no-part', name, reason });
    }
    given.set(name, 'asked'); // one that was given ahead is on its way
    if (!before) give(name, bytes);
  };

  const giveAhead = (names: string[]) => {
    for (const name of names) {
      const bytes = parts.bytes(name);
      if (bytes === null || given.has(name)) continue;
      given.set(name, 'ahead');
      give(name, bytes);
    }
  };

  const give = async (name: string, bytes: number) => {
    const progress = steps.count(parts.group(name), bytes);
    try {
      frame.post({ kind: 'part', name, content: await parts.take(name, progress) });
    } catch (error) {
      if (given.get(name) === 'ahead') return void given.delete(name); // it is tried again once asked for
      frame.post({ kind: 'no-part', name, reason: error instanceof Error ? error.message : String(error) });
    }
  };

  giveAhead(parts.always);
  return {
    connect: (port) => frame.post({ kind: 'connect', port }, [port]),
    startPython() {
      if (!warmed) {
        warmed = true;
        giveAhead(parts.python);
        frame.post({ kind: 'warm' });
      }
      return python.promise;
    },
    stop() {
      clearInterval(beating);
      frame.close();
      python.reject(new Error('the sandbox was stopped'));
    },
    up: frame.up,
    start: python.promise,
    failed: failed.promise,
    workerFrom: frame.workerFrom,
    steps: () => steps.list(),
    onSteps: (listener) => steps.subscribe(listener),
    onSilence(listener) {
      silenceListeners.add(listener);
      return () => silenceListeners.delete(listener);
    },
  };
}
