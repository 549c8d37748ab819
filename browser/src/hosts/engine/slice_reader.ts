/**
 * A file that lies on the app's side, read by the sandbox in slices that it asks for: nothing is
 * ever whole in memory. The next slice is asked for as soon as one is begun.
 */

import { InputError } from './input_error.ts';

/** Bytes asked for at once. */
export const SLICE_BYTES = 4 * 1024 * 1024;

export class SliceReader {
  readonly size: number;
  readonly #name: string;
  readonly #ask: (offset: number, bytes: number) => void;
  #current: Uint8Array = new Uint8Array();
  #currentAt = 0;
  #ahead: Uint8Array | null = null;
  #aheadAt = 0;
  /** Offset of the slice that has been asked for and has not come, or -1. */
  #awaited = -1;
  #failure: string | null = null;

  constructor(file: { name: string; size: number }, ask: (offset: number, bytes: number) => void) {
    this.size = file.size;
    this.#name = file.name;
    this.#ask = ask;
  }

  /** The answer to what was asked for. */
  supply(bytes: ArrayBuffer): void {
    if (this.#awaited < 0) return;
    this.#ahead = new Uint8Array(bytes);
    this.#aheadAt = this.#awaited;
    this.#awaited = -1;
  }

  /** The file can not be read any more: the next `take` throws. */
  fail(message: string): void {
    this.#failure = message;
  }

  /**
   * What is at hand from `offset` on, at most `bytes`; empty at the end of the file. Null where it
   * has to come first. Throws an InputError where the file cannot be read.
   */
  take(offset: number, bytes: number): Uint8Array | null {
    if (this.#failure !== null) throw this.#unreadable(this.#failure);
    if (offset >= this.size) return new Uint8Array();
    if (this.#holds(offset, this.#currentAt, this.#current)) return this.#cut(offset, bytes);
    if (this.#ahead && this.#holds(offset, this.#aheadAt, this.#ahead)) {
      this.#current = this.#ahead;
      this.#currentAt = this.#aheadAt;
      this.#ahead = null;
      this.#want(this.#currentAt + this.#current.length);
      return this.#cut(offset, bytes);
    }
    if (this.#ahead?.length === 0 && this.#aheadAt === offset) {
      throw this.#unreadable(`it ends after ${offset} of ${this.size} bytes`);
    }
    if (this.#awaited < 0) this.#want(offset);
    return null;
  }

  #holds(offset: number, at: number, slice: Uint8Array): boolean {
    return offset >= at && offset < at + slice.length;
  }

  #cut(offset: number, bytes: number): Uint8Array {
    const from = offset - this.#currentAt;
    return this.#current.subarray(from, from + bytes);
  }

  #want(offset: number): void {
    if (offset >= this.size || this.#awaited >= 0) return;
    this.#ahead = null;
    this.#awaited = offset;
    this.#ask(offset, Math.min(SLICE_BYTES, this.size - offset));
  }

  #unreadable(why: string): InputError {
    return new InputError({
      severity: 'error',
      code: 'input-unreadable',
      message: `${this.#name} cannot be read: ${why}.`,
      help: 'It may have been moved, changed or deleted since it was chosen: choose it again.',
      file: this.#name,
    });
  }
}
