/**
 * A file that lies on the app's side, read by the sandbox in slices that it asks for: nothing is
 * ever whole in memory. The next slice is asked for as soon as one is begun.
 */

import { InputError } from './input_error.ts';

/** Bytes asked for at once. */
export const SLICE_BYTES = 4 * 1024 * 1024;

const NONE = new Uint8Array();

export class SliceReader {
  readonly size: number;
  readonly #name: string;
  readonly #ask: (offset: number, bytes: number) => void;
  #current: Uint8Array = NONE;
  #currentAt = 0;
  /** The slice after the current one, once it has come. */
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
    const end = this.#awaited + bytes.byteLength;
    if (bytes.byteLength < this.#lengthAt(this.#awaited))
      this.fail(`it ends after ${end} of ${this.size} bytes`);
    this.#ahead = new Uint8Array(bytes);
    this.#aheadAt = this.#awaited;
    this.#awaited = -1;
  }

  /** The file can not be read any more: whoever takes from it is told. */
  fail(why: string): void {
    this.#failure = why;
  }

  /**
   * What is at hand from `offset` on, as much as it is; empty at the end of the file. Null where it
   * has to come first. Throws an InputError where the file cannot be read.
   */
  atHand(offset: number): Uint8Array | null {
    if (this.#failure !== null) throw this.#unreadable(this.#failure);
    if (offset >= this.size) return NONE;
    if (this.#ahead && this.#holds(this.#ahead, this.#aheadAt, offset)) {
      this.#current = this.#ahead;
      this.#currentAt = this.#aheadAt;
      this.#ahead = null;
    }
    if (!this.#holds(this.#current, this.#currentAt, offset)) {
      this.#want(offset);
      return null;
    }
    this.#want(this.#currentAt + this.#current.length);
    return this.#current.subarray(offset - this.#currentAt);
  }

  /**
   * Exactly `bytes` (at most {@link SLICE_BYTES}) from `offset` on, fewer only at the end of the
   * file. Null where they have to come first. Throws as {@link atHand}.
   */
  take(offset: number, bytes: number): Uint8Array | null {
    const wanted = Math.min(bytes, Math.max(0, this.size - offset));
    const first = this.atHand(offset);
    if (!first) return null;
    if (first.length >= wanted) return first.subarray(0, wanted);
    // It goes on in the next slice.
    if (!this.#ahead || this.#aheadAt !== offset + first.length) return null;
    const whole = new Uint8Array(wanted);
    whole.set(first);
    whole.set(this.#ahead.subarray(0, wanted - first.length), first.length);
    return whole;
  }

  #holds(slice: Uint8Array, at: number, offset: number): boolean {
    return offset >= at && offset < at + slice.length;
  }

  #lengthAt(offset: number): number {
    return Math.min(SLICE_BYTES, this.size - offset);
  }

  #want(offset: number): void {
    if (offset >= this.size || this.#awaited >= 0) return;
    if (this.#ahead && this.#aheadAt === offset) return;
    this.#ahead = null;
    this.#awaited = offset;
    this.#ask(offset, this.#lengthAt(offset));
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
