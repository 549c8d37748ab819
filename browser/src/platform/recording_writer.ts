/** A recording as a file, by the wasm module of audio files (wasm_kernels/WIRE.md, "Audio files"). */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { AudioFormat } from '../protocol/recording.ts';
import { RecordingError } from './recording.ts';

interface WriterExports {
  memory: WebAssembly.Memory;
  write_open(format: number, channels: number, sampleRate: number, width: number): number;
  write_room(samples: number): number;
  write(): number;
  write_finish(): number;
  write_header(): number;
  notes(): number;
  reply_address(): number;
  reply_bytes(): number;
}

/** Codes of the formats, and bits of a sample: wav keeps float32 as it is, flac has integers. */
const FORMATS: { readonly [Format in AudioFormat]: { code: number; width: number } } = {
  wav: { code: 0, width: 32 },
  flac: { code: 1, width: 24 },
};

export class RecordingWriter {
  readonly #wasm: WriterExports;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];

  /** Throws a RecordingError where the format cannot hold that. */
  constructor(
    module: WebAssembly.Module,
    { format, channels, sample_rate }: { format: AudioFormat; channels: number; sample_rate: number },
  ) {
    const host = { read_at: () => -1 };
    this.#wasm = new WebAssembly.Instance(module, { host }).exports as unknown as WriterExports;
    const { code, width } = FORMATS[format];
    if (this.#wasm.write_open(code, channels, sample_rate, width) === 0) return;
    const [problem] = this.#diagnostics(this.#wasm.reply_bytes());
    if (problem) throw new RecordingError(problem);
  }

  /** Adds planar samples. */
  write(planar: Float32Array): void {
    const address = this.#wasm.write_room(planar.length) >>> 0;
    new Float32Array(this.#wasm.memory.buffer, address, planar.length).set(planar);
    this.#parts.push(this.#reply(this.#wasm.write()));
  }

  /** The parts of the whole file, in order, and what is to be said of it. */
  finish(): { parts: Uint8Array<ArrayBuffer>[]; notes: Diagnostic[] } {
    this.#parts.push(this.#reply(this.#wasm.write_finish()));
    const parts = [this.#reply(this.#wasm.write_header()), ...this.#parts];
    const told = this.#wasm.notes();
    return { parts, notes: told === 0 ? [] : this.#diagnostics(told) };
  }

  #diagnostics(bytes: number): Diagnostic[] {
    return JSON.parse(new TextDecoder().decode(this.#reply(bytes)));
  }

  #reply(bytes: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#wasm.memory.buffer, this.#wasm.reply_address() >>> 0, bytes).slice();
  }
}
