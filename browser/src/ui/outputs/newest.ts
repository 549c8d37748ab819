// What is kept of a long stream: the newest packets, within a number and a size; the rest is counted.

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

  /** Takes new items; returns how many old ones went. The newest always stays, whatever its size. */
  push(items: readonly T[]): number {
    for (const item of items) {
      this.items.push(item);
      this.bytes += this.#sizeOf(item);
    }
    this.total += items.length;
    let gone = 0;
    while (this.items.length - gone > 1 && (this.items.length - gone > this.#most || this.bytes > this.#mostBytes)) {
      const old = this.items[gone];
      if (old !== undefined) this.bytes -= this.#sizeOf(old);
      gone += 1;
    }
    if (gone > 0) this.items.splice(0, gone);
    return gone;
  }
}
