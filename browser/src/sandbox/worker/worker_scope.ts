/**
 * The pipeline worker's side of the sandbox, whatever serves in it: asks for parts, starts Python
 * once somebody wants it, and answers the heartbeat.
 */
import { deferred } from '../../platform/deferred.ts';
import type { FromSandbox, PythonStart, ToSandbox } from '../../protocol/sandbox.ts';
import { PartDesk } from './part_desk.ts';

export interface SandboxScope<Python extends PythonStart> {
  /** Ends in the broker; comes when the sandbox is taken for a package. */
  readonly broker: Promise<MessagePort>;
  /** A start-up part from the page; each can be had once. */
  bytes(name: string): Promise<ArrayBuffer>;
  /** The same as a module. */
  module(name: string): Promise<WebAssembly.Module>;
  /** Starts Python at the first call, or joins the start that was begun ahead. */
  python(): Promise<Python>;
  /** What serves here is broken: ends the sandbox, and the page learns why. */
  fail(error: unknown): void;
}

/** What a start of Python gets to work with. */
export interface StartTools {
  bytes(name: string): Promise<ArrayBuffer>;
  module(name: string): Promise<WebAssembly.Module>;
  forget(names: Iterable<string>): void;
  mark(stage: string): void;
  readonly marks: Record<string, number>;
}

/**
 * Serves this worker. `serve` is called once, at once, before any package is known. The worker's
 * own `postMessage` is kept from the start: package code may replace it later.
 */
export function serveSandbox<Python extends PythonStart>(
  startPython: (tools: StartTools) => Promise<Python>,
  serve: (scope: SandboxScope<Python>) => void,
): void {
  const send = self.postMessage.bind(self);
  const post = (message: FromSandbox) => send({ message, transfer: [] });
  const desk = new PartDesk(post);
  const broker = deferred<MessagePort>();
  const marks: Record<string, number> = {};
  const mark = (stage: string) => {
    marks[stage] = Math.round(performance.now());
  };

  let started: Promise<Python> | undefined;
  const python = () => {
    if (started) return started;
    mark('asked');
    post({ kind: 'python-begins' });
    started = startPython({
      bytes: desk.bytes.bind(desk),
      module: desk.module.bind(desk),
      forget: desk.forget.bind(desk),
      mark,
      marks,
    });
    started.then(
      ({ how, reason, jspi }) => post({ kind: 'python', start: { how, reason, jspi, marks } }),
      (error: unknown) => post({ kind: 'python-failed', reason: text(error) }),
    );
    return started;
  };

  self.onmessage = ({ data }: MessageEvent<ToSandbox>) => {
    switch (data.kind) {
      case 'part':
        return desk.deliver(data);
      case 'no-part':
        return desk.refuse(data.name, data.reason);
      case 'warm':
        return void python().catch(() => {}); // told as python-failed
      case 'connect':
        return broker.resolve(data.port);
      case 'ping':
        return post({ kind: 'pong', beat: data.beat });
    }
  };
  send('up'); // the first message, whatever it is, tells the frame so
  serve({
    broker: broker.promise,
    bytes: desk.bytes.bind(desk),
    module: desk.module.bind(desk),
    python,
    fail: (error) => post({ kind: 'broken', reason: text(error) }),
  });
}

const text = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
