/**
 * Gathers what a run has to tell between two batches, and keeps outputs within a window: what the
 * page has not taken yet is at most some MB, however fast the graph is.
 */
import { keepNewestLines, splitPrinted } from '../../platform/log_lines.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { RunBatch } from '../../protocol/pipeline_messages.ts';
import type { Metrics } from '../../protocol/plan.ts';
import type { LogLine } from '../../protocol/run.ts';
import type { OutputPacket } from '../../protocol/value.ts';
import { buffersOf, outputValue } from './output_values.ts';
import type { PacketFields } from './packet.ts';

/** Bytes of outputs that may be on their way to the page. */
export const OUTPUT_WINDOW = 8 * 1024 * 1024;
/** What a packet counts for besides its body: its object, numbers and metadata. */
const PACKET_OVERHEAD = 256;
/** Printed between two batches; of more the newest are kept, and it is said how many went. */
const MOST_LOG_LINES = 2000;
const MOST_LOG_CHARACTERS = 262_144;

export class RunReport {
  readonly #post: (batch: RunBatch, transfer: Transferable[]) => void;
  #outputs: OutputPacket[] = [];
  #outputBytes = 0;
  /** Posted and not yet taken. */
  #onTheWay = 0;
  #logs: LogLine[] = [];
  #logCharacters = 0;
  #notes: Diagnostic[] = [];
  #progress: number | null = null;
  #progressTold: number | null = null;

  constructor(post: (batch: RunBatch, transfer: Transferable[]) => void) {
    this.#post = post;
  }

  /** No more outputs may be made until the page has taken some. */
  get isFull(): boolean {
    return this.#onTheWay + this.#outputBytes >= OUTPUT_WINDOW;
  }

  /** Something has come out that the page does not know yet. */
  get hasNews(): boolean {
    return this.#outputs.length > 0 || this.#logs.length > 0 || this.#notes.length > 0;
  }

  output(output: number, packet: PacketFields, body: Uint8Array): void {
    const { sequence, timestamp, metadata } = packet;
    this.#outputs.push({ output, sequence, timestamp, metadata, value: outputValue(packet, body) });
    this.#outputBytes += packet.bytes + metadata.length + PACKET_OVERHEAD;
  }

  log(node: number, stream: 'stdout' | 'stderr', text: string): void {
    for (const line of splitPrinted(node, stream, text)) this.#logs.push(line);
    this.#logCharacters += text.length;
    // With room for as much again: otherwise every line beyond the bound would move all the others.
    if (this.#logs.length >= 2 * MOST_LOG_LINES || this.#logCharacters >= 2 * MOST_LOG_CHARACTERS)
      this.#trimLogs();
  }

  note(diagnostic: Diagnostic): void {
    this.#notes.push(diagnostic);
  }

  set progress(share: number | null) {
    this.#progress = share;
  }

  /** The page has shown so many bytes. */
  taken(bytes: number): void {
    this.#onTheWay = Math.max(0, this.#onTheWay - bytes);
  }

  /** Posts what has come together, `metrics` with it where they were measured. */
  flush(metrics: Metrics | null): void {
    if (!this.hasNews && this.#progress === this.#progressTold && !metrics) return;
    this.#trimLogs();
    const batch: RunBatch = {
      progress: this.#progress,
      figures: metrics && { nodes: metrics.nodes, edges: metrics.edges },
      outputs: this.#outputs,
      output_bytes: this.#outputBytes,
      logs: this.#logs,
      notes: this.#notes,
    };
    this.#onTheWay += this.#outputBytes;
    this.#progressTold = this.#progress;
    this.#outputs = [];
    this.#outputBytes = 0;
    this.#logs = [];
    this.#logCharacters = 0;
    this.#notes = [];
    this.#post(
      batch,
      batch.outputs.flatMap((packet) => buffersOf(packet.value)),
    );
  }

  #trimLogs(): void {
    keepNewestLines(this.#logs, MOST_LOG_LINES, MOST_LOG_CHARACTERS);
    this.#logCharacters = this.#logs.reduce((sum, { text }) => sum + text.length, 0);
  }
}
