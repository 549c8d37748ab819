/** The sound of one recording on its way to the sandbox: decoded only as far as was asked for. */
import { RecordingError } from '../platform/recording.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { ToPipeline } from '../protocol/pipeline_messages.ts';
import type { RecordingInfo, SoundPiece } from '../protocol/recording.ts';
import type { SoundDecoder } from './sound_decoder.ts';

/** Blocks in the first piece, which the graph waits for, and in all others. */
const FIRST_BLOCKS = 4;
const BLOCKS = 16;
/** Pieces that may be asked for and not given yet; whoever asks for more is no driver of ours. */
const MOST_WANTED = 8;

export interface GivenRecording {
  file: Blob;
  name: string;
}

export interface FeedParts {
  /** Index of the plan's input. */
  input: number;
  recording: GivenRecording;
  decoder: SoundDecoder;
  post(message: ToPipeline, transfer?: Transferable[]): void;
  note(diagnostic: Diagnostic): void;
}

export class RecordingFeed {
  readonly #parts: FeedParts;
  readonly #opened: Promise<RecordingInfo>;
  /** Decoded ahead, so that it is there when the graph is. */
  #next: Promise<SoundPiece>;
  #wanted = 0;
  #giving = false;
  #over = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#opened = parts.decoder.open(parts.recording.file);
    this.#next = this.#opened.then(() => this.#decode(FIRST_BLOCKS));
    this.#next.catch(() => {}); // told when the sandbox asks
  }

  /** The sandbox has room for one more piece. */
  want(): void {
    if (this.#over || this.#wanted >= MOST_WANTED) return;
    this.#wanted++;
    if (!this.#giving) void this.#give();
  }

  close(): void {
    this.#over = true;
    this.#parts.decoder.close();
  }

  async #give(): Promise<void> {
    this.#giving = true;
    const { input, recording, post } = this.#parts;
    try {
      const { channels, sample_rate } = await this.#opened;
      while (this.#wanted > 0 && !this.#over) {
        const piece = await this.#next;
        this.#wanted--;
        if (piece.frames === 0) this.close();
        else {
          this.#next = this.#decode(BLOCKS);
          this.#next.catch(() => {});
        }
        post({ kind: 'sound', input, channels, sample_rate, piece }, [piece.samples]);
      }
    } catch (error) {
      if (this.#over) return;
      this.close();
      if (!(error instanceof RecordingError)) throw error;
      post({ kind: 'sound_failed', input, error: { ...error.diagnostic, file: recording.name } });
    } finally {
      this.#giving = false;
    }
  }

  async #decode(blocks: number): Promise<SoundPiece> {
    const { piece, notes } = await this.#parts.decoder.decode(blocks);
    for (const note of notes) this.#parts.note({ ...note, file: this.#parts.recording.name });
    return piece;
  }
}
