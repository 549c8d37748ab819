/**
 * Brings what comes from a run down to at most 60 digests a second. A digest goes out at once where
 * none went lately, and so does the first output of a run, which is what the visitor waits for.
 */
import { keepNewestLines } from '../platform/log_lines.ts';
import { FRAME_MS, Pace, type PaceClock } from '../platform/pace.ts';
import type { BrokerDigest } from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { RunBatch, RunEnd } from '../protocol/pipeline_messages.ts';

/** Between two digests: what a run has to say beyond that was said often enough. */
const MOST_NOTES = 100;
const MOST_LOGS = 2000;
const MOST_LOG_CHARACTERS = 1e6;

export class DigestCollector {
  readonly #pace: Pace;
  #pending: BrokerDigest = emptyDigest();
  #gaveOutput = false;

  constructor(send: (digest: BrokerDigest) => void, clock?: PaceClock) {
    this.#pace = new Pace(FRAME_MS, () => send(this.#next()), clock);
  }

  running(): void {
    this.#pending.running = true;
    this.#pace.soon();
  }

  working(node: number, packet: number | null): void {
    this.#pending.working = node;
    this.#pending.packet = packet;
    this.#pace.soon();
  }

  batch(batch: RunBatch): void {
    const pending = this.#pending;
    pending.progress = batch.progress;
    if (batch.figures) {
      pending.nodes = batch.figures.nodes;
      pending.edges = batch.figures.edges;
    }
    for (const output of batch.outputs) pending.outputs.push(output);
    pending.output_bytes += batch.output_bytes;
    for (const line of batch.logs) pending.logs.push(line);
    keepNewestLines(pending.logs, MOST_LOGS, MOST_LOG_CHARACTERS);
    for (const note of batch.notes) this.#keep(note);
    const first = !this.#gaveOutput && batch.outputs.length > 0;
    this.#gaveOutput ||= first;
    if (first) this.#pace.now();
    else this.#pace.soon();
  }

  note(diagnostic: Diagnostic): void {
    this.#keep(diagnostic);
    this.#pace.soon();
  }

  /** The last digest, at once. */
  end(end: RunEnd, trace: Blob | null = null): void {
    this.#pending.end = end;
    this.#pending.trace = trace;
    this.#pace.now();
  }

  /** What has not gone out yet; nothing goes out by itself after this. */
  take(): BrokerDigest {
    this.#pace.cancel();
    return this.#next();
  }

  #keep(note: Diagnostic): void {
    if (this.#pending.notes.length < MOST_NOTES) this.#pending.notes.push(note);
  }

  /** Hands out what is pending; whole lists and states stay as they are for the next one. */
  #next(): BrokerDigest {
    const digest = this.#pending;
    this.#pending = { ...digest, outputs: [], output_bytes: 0, logs: [], notes: [], end: null, trace: null };
    return digest;
  }
}

function emptyDigest(): BrokerDigest {
  return {
    running: false,
    progress: null,
    working: null,
    packet: null,
    nodes: [],
    edges: [],
    outputs: [],
    output_bytes: 0,
    logs: [],
    notes: [],
    end: null,
    trace: null,
  };
}
