/**
 * Gathers what a run has to tell between two batches, and keeps outputs within a window: what the
 * page has not taken yet is at most some MB, however fast the graph is.
 */
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
/** Printed between two batches; a node that prints more is cut short, and it is said how much. */
const MOST_LOG_PIECES = 500;
const MOST_LOG_CHARACTERS = 65_536;

export class RunReport {
  readonly #post: (batch: RunBatch, transfer: Transferable[]) => void;
  #outputs: OutputPacket[] = [];
  #outputBytes = 0;
  /** Posted and not yet taken. */
  #onTheWay = 0;
  #logs: LogLine[] = [];
  #logCharacters = 0;
  #logCharactersDropped = 0;
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
    const room = MOST_LOG_CHARACTERS - this.#logCharacters;
    const kept = text.length <= room ? text : text.slice(0, room);
    const last = this.#logs.at(-1);
    if (last && last.node === node && last.stream === stream) last.text += kept;
    else if (kept !== '' && this.#logs.length < MOST_LOG_PIECES)
      this.#logs.push({ node, stream, text: kept });
    else {
      this.#logCharactersDropped += text.length;
      return;
    }
    this.#logCharacters += kept.length;
    this.#logCharactersDropped += text.length - kept.length;
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
    if (this.#logCharactersDropped > 0) {
      const text = `… ${this.#logCharactersDropped} more characters were printed and are left out\n`;
      this.#logs.push({ node: -1, stream: 'stderr', text });
    }
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
    this.#logCharactersDropped = 0;
    this.#notes = [];
    this.#post(
      batch,
      batch.outputs.flatMap((packet) => buffersOf(packet.value)),
    );
  }
}
