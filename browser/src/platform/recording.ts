/**
 * One file read by the wasm module of audio files (wasm_kernels/WIRE.md, "Audio files"): an instance
 * of its own, which asks for bytes and is answered at once.
 */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { RecordingInfo, SoundPiece } from '../protocol/recording.ts';

/** Puts the bytes of the file from `offset` on into `into`, and says how many; fewer only at its end. */
export type ReadAt = (offset: number, into: Uint8Array) => number;

interface AudioFileExports {
  memory: WebAssembly.Memory;
  open(size: number): number;
  decode(most: number): number;
  blocks_address(): number;
  seek(frame: number): number;
  progress(): number;
  notes(): number;
  reply_address(): number;
  reply_bytes(): number;
}

/** A file that cannot be decoded (any further). */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

export class Recording {
  readonly info: RecordingInfo;
  readonly #wasm: AudioFileExports;
  /** What `readAt` threw: it cannot be thrown through the module. */
  #unreadable: unknown = null;

  /** Reads the header. Throws {@link RecordingError}, as all methods do. */
  constructor(module: WebAssembly.Module, file: { size: number; readAt: ReadAt }) {
    const read_at = (offset: number, address: number, bytes: number) => {
      try {
        return file.readAt(offset, new Uint8Array(this.#wasm.memory.buffer, address >>> 0, bytes));
      } catch (error) {
        this.#unreadable = error;
        return -1;
      }
    };
    this.#wasm = new WebAssembly.Instance(module, { host: { read_at } })
      .exports as unknown as AudioFileExports;
    const answer = this.#json<{ info?: RecordingInfo; diagnostics?: Diagnostic[] }>(
      this.#call(() => this.#wasm.open(file.size)),
    );
    if (!answer.info) throw new RecordingError(this.#why(answer.diagnostics));
    this.info = answer.info;
  }

  /** Up to `most` blocks; a piece without frames is the end. */
  decode(most: number): SoundPiece {
    const frames = this.#call(() => this.#wasm.decode(most));
    if (frames < 0) throw new RecordingError(this.#why(this.#json(this.#wasm.reply_bytes())));
    const from = this.#wasm.blocks_address() >>> 0;
    const samples = this.#wasm.memory.buffer.slice(from, from + frames * this.info.channels * 4);
    return { frames, samples, progress: this.#wasm.progress() };
  }

  /** The next block begins with this frame. */
  seek(frame: number): void {
    if (this.#call(() => this.#wasm.seek(frame)) < 0) {
      throw new RecordingError(this.#why(this.#json(this.#wasm.reply_bytes())));
    }
  }

  /** What should be told of the recording so far, once each. */
  notes(): Diagnostic[] {
    const bytes = this.#wasm.notes();
    return bytes === 0 ? [] : this.#json(bytes);
  }

  #call(act: () => number): number {
    try {
      return act();
    } catch (error) {
      throw new RecordingError(decoderStopped(error));
    }
  }

  #why(diagnostics: Diagnostic[] | undefined): Diagnostic {
    const [first] = diagnostics ?? [];
    if (!first) return decoderStopped(new Error('the decoder failed and did not say why'));
    if (this.#unreadable === null) return first;
    const { name, message } = errorOf(this.#unreadable);
    return { ...first, cause: { type: name, message } };
  }

  #json<Answer>(bytes: number): Answer {
    const view = new Uint8Array(this.#wasm.memory.buffer, this.#wasm.reply_address() >>> 0, bytes);
    return JSON.parse(new TextDecoder().decode(view)) as Answer;
  }
}

/** The decoder trapped, died or does not come back. */
export function decoderStopped(error: unknown): Diagnostic {
  const { name, message } = errorOf(error);
  return {
    severity: 'error',
    code: 'decoder-stopped',
    message: 'The decoder stopped at something in the file that it cannot cope with.',
    help: 'Convert the file first, for example with: ffmpeg -i INPUT OUTPUT.flac',
    cause: { type: name, message },
  };
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
