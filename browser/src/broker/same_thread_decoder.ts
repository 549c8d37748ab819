/** A decoder where there is no worker: in Node, which can read a file at once in any thread. */
import { type ReadAt, Recording } from '../platform/recording.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { RecordingInfo, SoundPiece } from '../protocol/recording.ts';
import type { SoundDecoder } from './sound_decoder.ts';

export class SameThreadDecoder implements SoundDecoder {
  readonly #module: WebAssembly.Module;
  readonly #reader: (file: Blob) => Promise<ReadAt>;
  #recording: Recording | null = null;

  constructor(module: WebAssembly.Module, reader: (file: Blob) => Promise<ReadAt>) {
    this.#module = module;
    this.#reader = reader;
  }

  async open(file: Blob): Promise<RecordingInfo> {
    this.#recording = new Recording(this.#module, { size: file.size, readAt: await this.#reader(file) });
    return this.#recording.info;
  }

  async decode(blocks: number): Promise<{ piece: SoundPiece; notes: Diagnostic[] }> {
    if (!this.#recording) throw new Error('nothing was opened');
    const piece = this.#recording.decode(blocks);
    return { piece, notes: this.#recording.notes() };
  }

  close(): void {
    this.#recording = null;
  }
}

/** Reads a file that is in memory anyway; one that cannot be read says so when it is asked. */
export async function readerOfBytes(file: Blob): Promise<ReadAt> {
  const whole = await new Promise<ArrayBuffer>((resolve) => resolve(file.slice().arrayBuffer())).catch(
    (error: unknown) => error as Error,
  );
  return (offset, into) => {
    if (whole instanceof Error) throw whole;
    const bytes = new Uint8Array(whole);
    const part = bytes.subarray(offset, offset + into.length);
    into.set(part);
    return part.length;
  };
}
