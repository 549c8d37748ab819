/** One sandbox with the check worker in it: asks go over the port, and every ask has an end. */
import type { SandboxPool } from '../src/runtime/sandbox_pool.ts';
import type { Sandbox } from '../src/sandbox/sandbox.ts';
import type { Check, CheckAnswer } from './check_protocol.ts';

export interface CheckedSandbox {
  ask(check: Check): Promise<unknown>;
  /** What `ask` gives, or `error: …` with the message. */
  attempt(check: Check): Promise<unknown>;
  stop(): void;
  readonly sandbox: Sandbox;
}

declare global {
  interface Window {
    /** How far the page has come, for the message of a test that waits in vain. */
    stage?: () => unknown;
  }
}

export async function takeChecked(pool: SandboxPool, python: boolean): Promise<CheckedSandbox> {
  window.stage = () => 'waiting for a sandbox';
  const sandbox = await pool.take({ python });
  const { port1, port2 } = new MessageChannel();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let serial = 0;
  const rejectAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  port1.onmessage = ({ data }: MessageEvent<CheckAnswer>) => {
    const ask = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) ask?.reject(new Error(data.error));
    else ask?.resolve(data.value);
  };
  sandbox.failed.then(rejectAll);
  sandbox.connect(port2);
  const ask = (check: Check) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(++serial, { resolve, reject });
      port1.postMessage({ id: serial, ...check });
    });
  window.stage = () => ({ asked: serial, unanswered: [...waiting.keys()], steps: sandbox.steps() });
  return {
    ask,
    attempt: (check) => ask(check).catch((error: Error) => `error: ${error.message.trim()}`),
    stop() {
      sandbox.stop();
      rejectAll(new Error('stopped'));
    },
    sandbox,
  };
}
