/**
 * Reads a file in the order in which a reader asks for it. While one piece is being worked on, the
 * next is being read: waiting for the file took half the time of opening a bundle.
 */

/** Larger than a reader's requests: one read of the browser's costs as much as half a megabyte. */
const BLOCK_BYTES = 4 << 20;

interface Block {
  start: number;
  bytes: Uint8Array;
}

export class ReadAhead {
  readonly #source: Blob;
  #block: Block = { start: 0, bytes: new Uint8Array() };
  #next: { start: number; block: Promise<Block> } | null = null;
  /** Where the last request ended. */
  #end = -1;

  constructor(source: Blob) {
    this.#source = source;
  }

  /** What the file has of these bytes: fewer where it ends. Rejects where it cannot be read. */
  async read(offset: number, bytes: number): Promise<Uint8Array> {
    const follows = offset === this.#end;
    this.#end = offset + bytes;
    const inside = this.#inside(offset, bytes);
    if (inside) return inside;
    if (this.#next?.start === offset) this.#block = await this.#next.block;
    else this.#block = await this.#load(offset, follows ? BLOCK_BYTES : bytes);
    this.#next = null;
    if (follows) this.#prefetch(offset + this.#block.bytes.length);
    return this.#inside(offset, bytes) ?? this.#block.bytes.subarray(0, bytes);
  }

  #inside(offset: number, bytes: number): Uint8Array | null {
    const from = offset - this.#block.start;
    if (from < 0 || from + bytes > this.#block.bytes.length) return null;
    return this.#block.bytes.subarray(from, from + bytes);
  }

  #prefetch(start: number): void {
    if (start >= this.#source.size) return;
    const block = this.#load(start, BLOCK_BYTES);
    block.catch(() => {}); // whoever asks for it hears of it
    this.#next = { start, block };
  }

  async #load(start: number, bytes: number): Promise<Block> {
    const slice = this.#source.slice(start, start + bytes);
    return { start, bytes: new Uint8Array(await slice.arrayBuffer()) };
  }
}
