/** A recording that is decoded on the app's side: pieces of sound come, blocks go into the engine. */
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { SoundPiece } from '../../protocol/recording.ts';
import { allocateBody, type EngineMemory, type PipelineCalls } from './engine_calls.ts';
import { InputError } from './input_error.ts';
import { DTYPE_FLOAT32, KIND_AUDIO, OWNER_ENGINE, type PacketFields } from './packet.ts';
import type { PacketSource, SourceState } from './packet_sources.ts';

/** Frames of every packet but the last (WIRE.md, "Audio files"). */
const BLOCK_FRAMES = 4096;
/** Pieces that are here or on their way: one to work on and one to come meanwhile. */
const PIECES_AHEAD = 2;

export interface RecordingParts {
  pipeline: PipelineCalls;
  memory: EngineMemory;
  /** Asks the app's side for one more piece. */
  want(): void;
}

export class RecordingSource implements PacketSource {
  readonly #parts: RecordingParts;
  readonly #pieces: SoundPiece[] = [];
  #asked = 0;
  #channels = 0;
  #sampleRate = 0;
  /** Frames of the first piece that were given, and of all of them. */
  #at = 0;
  #frames = 0;
  #progress = 0;
  #ended = false;
  #failure: Diagnostic | null = null;

  constructor(parts: RecordingParts) {
    this.#parts = parts;
    this.#ask();
  }

  /** The answer to `want`; a piece without frames is the end. */
  supply(channels: number, sampleRate: number, piece: SoundPiece): void {
    this.#asked--;
    this.#channels = channels;
    this.#sampleRate = sampleRate;
    if (piece.frames === 0) this.#ended = true;
    else this.#pieces.push(piece);
  }

  /** There will be no more, and this is why. */
  fail(diagnostic: Diagnostic): void {
    this.#failure = diagnostic;
  }

  next(packet: PacketFields): SourceState {
    const [piece] = this.#pieces;
    if (!piece) {
      if (this.#failure) throw new InputError(this.#failure);
      return this.#ended ? 'end' : 'wait';
    }
    const frames = Math.min(BLOCK_FRAMES, piece.frames - this.#at);
    this.#describe(packet, piece, frames);
    this.#at += frames;
    this.#frames += frames;
    this.#progress = piece.progress;
    if (this.#at === piece.frames) {
      this.#pieces.shift();
      this.#at = 0;
      this.#ask();
    }
    return 'packet';
  }

  get progress(): number {
    return this.#ended ? 1 : this.#progress;
  }

  close(): void {
    this.#pieces.length = 0;
  }

  #ask(): void {
    while (!this.#ended && this.#asked + this.#pieces.length < PIECES_AHEAD) {
      this.#asked++;
      this.#parts.want();
    }
  }

  #describe(packet: PacketFields, piece: SoundPiece, frames: number): void {
    const { pipeline, memory } = this.#parts;
    const bytes = frames * this.#channels * 4;
    packet.owner = OWNER_ENGINE;
    packet.kind = KIND_AUDIO;
    packet.flags = 0;
    packet.id = allocateBody(pipeline, bytes, KIND_AUDIO);
    packet.address = pipeline.address(packet.id);
    packet.bytes = bytes;
    packet.dtype = DTYPE_FLOAT32;
    packet.arrays = 0;
    packet.timestamp = this.#frames / this.#sampleRate;
    packet.sampleRate = this.#sampleRate;
    packet.rank = 2;
    packet.dims[0] = this.#channels;
    packet.dims[1] = frames;
    packet.metadata = '';
    memory
      .view(packet.address, bytes)
      .set(new Uint8Array(piece.samples, this.#at * this.#channels * 4, bytes));
  }
}
