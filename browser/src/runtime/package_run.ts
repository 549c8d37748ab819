/** One run as the page holds it: a sandbox of its own, the broker's digests, and Stop. */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { RunEnd } from '../protocol/pipeline_messages.ts';
import type { NodeLimits, Plan, PlanNode } from '../protocol/plan.ts';
import type { Run, RunDigest, RunInput, RunSummary } from '../protocol/run.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type BrokerLink, BrokerRefusal } from './broker_link.ts';
import { DigestFeed } from './digest_feed.ts';
import type { SandboxPool } from './sandbox_pool.ts';

export interface RunParts {
  link: BrokerLink;
  pool: Pick<SandboxPool, 'take' | 'ready'>;
  /** The broker's number for the package, and a number for this run that no other has. */
  bundle: number;
  run: number;
  plan: Plan;
  inputs: Record<string, RunInput>;
  /** A trace is recorded. */
  traced: boolean;
  /** Seconds without an answer after which the sandbox counts as dead. */
  silence_limit_s: number;
}

type Phase = RunSummary['phase'];

/** So long may a traced run take to end in order before it is stopped like any other. */
const TRACE_PATIENCE_MS = 2000;

export class PackageRun implements Run {
  readonly finished: Promise<RunSummary>;
  readonly #parts: RunParts;
  readonly #feed: DigestFeed;
  readonly #began = performance.now();
  readonly #taking = new AbortController();
  readonly #unfollow: () => void;
  #resolve!: (summary: RunSummary) => void;
  #sandbox: Sandbox | null = null;
  #ending: Promise<void> | null = null;
  #trace: Blob | null = null;
  /** The engine has told the end, and what it counted. */
  #told = false;

  constructor(parts: RunParts) {
    this.#parts = parts;
    const { link, run } = parts;
    this.finished = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    const elapsed = () => (performance.now() - this.#began) / 1000;
    this.#feed = new DigestFeed({ taken: (bytes) => link.taken(run, bytes), elapsed });
    this.#unfollow = link.follow(
      run,
      (digest) => {
        this.#feed.add(digest);
        this.#trace ??= digest.trace;
        if (digest.end) this.#settle(digest.end);
      },
      (cause) =>
        this.#end('failed', brokenDiagnostic('The part of the page that serves packages ended.', cause)),
    );
    this.#start().catch((error: unknown) => this.#end('failed', startDiagnostic(error)));
  }

  subscribe(listener: (digest: RunDigest) => void): () => void {
    return this.#feed.subscribe(listener);
  }

  async stop(): Promise<void> {
    if (this.#parts.traced) await this.#endInOrder();
    await this.#end('stopped', null);
    await this.#parts.pool.ready();
  }

  /** The trace is in the worker: it goes with the frame, unless the run ends by itself. */
  async #endInOrder(): Promise<void> {
    const { link, run } = this.#parts;
    link.cancel(run);
    const patience = new Promise((resolve) => setTimeout(resolve, TRACE_PATIENCE_MS));
    await Promise.race([this.finished, patience]);
  }

  async #start(): Promise<void> {
    const { link, pool, bundle, run, plan, inputs, traced } = this.#parts;
    const { port1, port2 } = new MessageChannel();
    const served = link.request('run', { run, bundle, inputs, port: port1, traced }, { transfer: [port1] });
    served.catch(() => {}); // heard of below, unless the sandbox fails first
    const sandbox = await pool.take({ python: plan.needs.python, signal: this.#taking.signal });
    if (this.#ending) return sandbox.stop();
    this.#sandbox = sandbox;
    this.#feed.steps(sandbox.steps());
    sandbox.onSteps((steps) => this.#feed.steps(steps));
    sandbox.onSilence((seconds) => this.#silence(seconds));
    sandbox.failed.then((cause) => this.#end('failed', this.#deathDiagnostic(cause)));
    sandbox.connect(port2);
    if (plan.needs.python) await sandbox.start;
    await served;
  }

  #settle(end: RunEnd): void {
    this.#told = true;
    const phases: Record<RunEnd['how'], Phase> = { complete: 'done', cancelled: 'stopped', failed: 'failed' };
    this.#end(phases[end.how], end.how === 'failed' ? end.error : null);
  }

  #silence(seconds: number | null): void {
    this.#feed.silence(seconds);
    if (seconds === null) return;
    const limits = this.#workingNode()?.limits;
    if (limits?.time_exceeded && seconds >= (limits.seconds_per_call ?? Number.POSITIVE_INFINITY)) {
      // The engine, in the same thread, cannot end a call that does not come back.
      void this.#end('failed', timeExceeded(limits.time_exceeded, this.#feed.packet));
      return;
    }
    const limit = this.#parts.silence_limit_s;
    if (seconds < limit) return;
    this.#end('failed', this.#deathDiagnostic(new Error(`no answer for ${Math.round(limit)} s`)));
  }

  /** Removes the frame, keeps what has come out, and tells the end; once, whoever asks first. */
  #end(phase: Phase, error: Diagnostic | null): Promise<void> {
    this.#ending ??= this.#shutDown(phase, error);
    return this.#ending;
  }

  async #shutDown(phase: Phase, error: Diagnostic | null): Promise<void> {
    const { link, run } = this.#parts;
    this.#taking.abort(new Error('the run has ended'));
    this.#sandbox?.stop();
    try {
      this.#feed.add(await link.request('retire', { run }));
    } catch {
      // The broker died, or never served this run: there is nothing left to keep.
    }
    this.#unfollow();
    const cutOff = this.#feed.running && !this.#told;
    this.#feed.end(phase, error);
    const elapsed_s = (performance.now() - this.#began) / 1000;
    this.#resolve({
      phase,
      elapsed_s,
      error,
      ...(cutOff && { cut_off: true }),
      ...(this.#trace && { trace: this.#trace }),
    });
  }

  #workingNode(): PlanNode | undefined {
    return this.#feed.working === null ? undefined : this.#parts.plan.nodes[this.#feed.working];
  }

  #deathDiagnostic(cause: Error): Diagnostic {
    const node = this.#workingNode();
    const diagnostic = brokenDiagnostic(
      node ? `The sandbox ended while the node ${node.id} was at work.` : 'The sandbox ended.',
      cause,
    );
    return node ? { ...diagnostic, node: node.id, node_type: node.node_type } : diagnostic;
  }
}

/** The engine's words, with the number that only this host knows. */
function timeExceeded(said: NonNullable<NodeLimits['time_exceeded']>, packet: number | null): Diagnostic {
  if (packet === null) return said.otherwise;
  const message = said.process.message.replace('{sequence}', String(packet));
  return { ...said.process, message, sequence: packet };
}

function brokenDiagnostic(message: string, cause: Error): Diagnostic {
  return {
    severity: 'error',
    code: 'sandbox-ended',
    message,
    help: 'What came out before is kept. Run it again; with less data at once if memory ran out.',
    cause: { type: cause.name, message: cause.message },
  };
}

function startDiagnostic(error: unknown): Diagnostic {
  if (error instanceof BrokerRefusal && error.diagnostics[0]) return error.diagnostics[0];
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    severity: 'error',
    code: 'sandbox-not-started',
    message: `The sandbox did not start: ${message}.`,
    help: 'Reload the page; if that repeats, this browser may be too old or lack memory.',
    cause: { type: name, message, traceback: stack ?? '' },
  };
}
