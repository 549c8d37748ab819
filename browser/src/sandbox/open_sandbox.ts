/**
 * The page's side of one sandbox: a frame with an opaque origin and the pipeline worker in it.
 *
 * Everything that comes back is data from code that nobody has vouched for: it is handed on by its
 * kind, never called, and each start-up part is given once.
 */
import { deferred } from '../platform/deferred.ts';
import type { Envelope, FromFrame, FromSandbox, ToSandbox } from '../protocol/sandbox.ts';

/** What a sandbox is made from; the build writes both. */
export interface SandboxSources {
  frameHtml: string;
  workerSource: string;
}

export interface SandboxEvents {
  /** Whatever the worker says. */
  onMessage(message: FromSandbox): void;
  /** The frame or the worker died by itself; said once, and nothing follows. */
  onFailure(error: Error): void;
}

export interface OpenSandbox {
  /** `transfer`: the buffers in the message that are to move; all others are copied twice. What is
   *  posted before the frame is up waits for it. */
  post(message: ToSandbox, transfer?: Transferable[]): void;
  /** Removes the frame, which ends the worker whatever it is doing. */
  close(): void;
  /** Resolves once the worker runs; rejects where the frame or the worker cannot start, or is closed first. */
  readonly up: Promise<void>;
  /** How the worker was started, once it is up. */
  readonly workerFrom: () => 'blob' | 'data' | null;
  /** Ends it as if it had died by itself. */
  fail(reason: string): void;
}

/** How long after its load event a frame may stay silent: by then its script has run or was refused. */
const SILENT_FRAME_S = 20;

export function openSandbox(sources: SandboxSources, events: SandboxEvents): OpenSandbox {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('allow', 'cross-origin-isolated');
  frame.title = 'sandbox of the running package';
  frame.hidden = true;
  frame.srcdoc = sources.frameHtml;

  const up = deferred<void>();
  up.promise.catch(() => {}); // a failure is also told through onFailure
  let over = false;
  let frameUp = false;
  const early: Array<[ToSandbox, Transferable[]]> = [];
  let workerFrom: 'blob' | 'data' | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;

  const end = (error: Error): boolean => {
    if (over) return false;
    over = true;
    clearTimeout(silence);
    window.removeEventListener('message', listen);
    frame.remove();
    up.reject(error);
    return true;
  };
  const fail = (reason: string) => {
    const error = new Error(`the sandbox failed: ${reason}`);
    if (end(error)) events.onFailure(error);
  };

  const post = (message: ToSandbox, transfer: Transferable[] = []) => {
    if (over) return;
    if (!frameUp) return void early.push([message, transfer]);
    const envelope: Envelope<ToSandbox> = { message, transfer };
    frame.contentWindow?.postMessage(envelope, '*', transfer);
  };

  const listen = ({ source, data }: MessageEvent<FromFrame | FromSandbox>) => {
    if (over || source === null || source !== frame.contentWindow) return;
    switch (data?.kind) {
      case 'frame-up':
        frameUp = true;
        clearTimeout(silence);
        // An opaque origin has no name to send to.
        source.postMessage({ kind: 'source', source: sources.workerSource }, { targetOrigin: '*' });
        for (const [message, transfer] of early.splice(0)) post(message, transfer);
        return;
      case 'worker-up':
        workerFrom = data.from;
        return up.resolve();
      case 'frame-failed':
        return fail(String(data.reason));
      case undefined:
        return;
      default:
        return events.onMessage(data);
    }
  };
  window.addEventListener('message', listen);
  frame.addEventListener('load', () => {
    if (over || frameUp) return;
    silence = setTimeout(
      () => fail("the frame's script did not run; the page's Content-Security-Policy must hold its hash"),
      SILENT_FRAME_S * 1000,
    );
  });
  document.body.append(frame);

  return {
    post,
    close() {
      end(new Error('the sandbox was closed'));
    },
    up: up.promise,
    workerFrom: () => workerFrom,
    fail,
  };
}
