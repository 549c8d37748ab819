/**
 * What the page sees of a run, at most 60 times a second: the broker's digests with what only the
 * page knows (how the sandbox starts, whether it answers). Until somebody subscribes nothing is
 * acknowledged, so a run without a listener stands still and does not fill the memory.
 */
import { FRAME_MS, Pace, type PaceClock } from '../platform/pace.ts';
import type { BrokerDigest } from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { RunDigest, RunPhase, StartStep } from '../protocol/run.ts';

export interface FeedParts {
  /** Outputs of so many bytes were handed to the listeners. */
  taken(bytes: number): void;
  /** Seconds since the run was begun. */
  elapsed(): number;
  clock?: PaceClock;
}

export class DigestFeed {
  readonly #parts: FeedParts;
  readonly #pace: Pace;
  readonly #listeners = new Set<(digest: RunDigest) => void>();
  #pending: RunDigest;
  #bytes = 0;
  #packet: number | null = null;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#pace = new Pace(FRAME_MS, () => this.#send(), parts.clock);
    this.#pending = {
      phase: 'starting',
      steps: [],
      progress: null,
      elapsed_s: 0,
      nodes: [],
      edges: [],
      outputs: [],
      logs: [],
      notes: [],
      error: null,
      working: null,
      silent_s: null,
    };
  }

  /** The first listener also gets what came before it. */
  subscribe(listener: (digest: RunDigest) => void): () => void {
    const isFirst = this.#listeners.size === 0;
    this.#listeners.add(listener);
    // Not from within `subscribe`: the caller has not got the way to end it yet.
    if (isFirst) queueMicrotask(() => this.#pace.soon());
    return () => this.#listeners.delete(listener);
  }

  add(digest: BrokerDigest): void {
    const pending = this.#pending;
    if (digest.running && pending.phase === 'starting') pending.phase = 'running';
    pending.progress = digest.progress;
    pending.working = digest.working;
    this.#packet = digest.packet;
    pending.nodes = digest.nodes;
    pending.edges = digest.edges;
    for (const output of digest.outputs) pending.outputs.push(output);
    for (const line of digest.logs) pending.logs.push(line);
    for (const note of digest.notes) pending.notes.push(note);
    this.#bytes += digest.output_bytes;
    this.#pace.now(); // the broker's digests keep that pace themselves: a second one would hold each back
  }

  steps(steps: StartStep[]): void {
    this.#pending.steps = steps;
    this.#pace.soon();
  }

  silence(seconds: number | null): void {
    this.#pending.silent_s = seconds;
    this.#pace.soon();
  }

  /** The sandbox works, and has not told of its end. */
  get running(): boolean {
    return this.#pending.phase === 'running';
  }

  /** Index of the node that the worker entered last, or null. */
  get working(): number | null {
    return this.#pending.working;
  }

  /** Number of the packet that it entered it for, or null. */
  get packet(): number | null {
    return this.#packet;
  }

  /** The last digest, at once. */
  end(phase: Extract<RunPhase, 'done' | 'failed' | 'stopped'>, error: Diagnostic | null): void {
    this.#pending.phase = phase;
    this.#pending.error = error;
    this.#pending.working = null;
    this.#pending.silent_s = null;
    this.#pace.now();
  }

  #send(): void {
    if (this.#listeners.size === 0) return;
    const digest = { ...this.#pending, elapsed_s: this.#parts.elapsed() };
    const bytes = this.#bytes;
    this.#pending = { ...digest, outputs: [], logs: [], notes: [] };
    this.#bytes = 0;
    for (const listener of [...this.#listeners]) listener(digest);
    this.#parts.taken(bytes);
  }
}
