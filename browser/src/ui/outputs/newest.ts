// What is kept of a long stream: the newest packets, within a number and a size; the rest is counted.
// When a bound is passed a quarter goes at once, so that what is built on the kept ones (outlines, tables)
// is built anew rarely and not with every packet.

const KEPT_AFTER_OVERFLOW = 0.75;

export class Newest<T> {
  readonly #most: number;
  readonly #mostBytes: number;
  readonly #sizeOf: (item: T) => number;
  items: T[] = [];
  /** How many came, kept or not. */
  total = 0;
  bytes = 0;

  constructor(most: number, mostBytes: number, sizeOf: (item: T) => number) {
    this.#most = most;
    this.#mostBytes = mostBytes;
    this.#sizeOf = sizeOf;
  }

  get dropped(): number {
    return this.total - this.items.length;
  }

  /** So many never came: what is kept is no longer the end of the stream in one piece, and goes. */
  skip(count: number): void {
    this.items = [];
    this.bytes = 0;
    this.total += count;
  }

  /** Takes new items; returns how many old ones went. The newest always stays, whatever its size. */
  push(items: readonly T[]): number {
    for (const item of items) {
      this.items.push(item);
      this.bytes += this.#sizeOf(item);
    }
    this.total += items.length;
    if (this.items.length <= this.#most && this.bytes <= this.#mostBytes) return 0;
    const most = this.#most * KEPT_AFTER_OVERFLOW;
    const mostBytes = this.#mostBytes * KEPT_AFTER_OVERFLOW;
    let gone = 0;
    while (this.items.length - gone > 1 && (this.items.length - gone > most || this.bytes > mostBytes)) {
      const old = this.items[gone];
      if (old !== undefined) this.bytes -= this.#sizeOf(old);
      gone += 1;
    }
    this.items.splice(0, gone);
    return gone;
  }
}
