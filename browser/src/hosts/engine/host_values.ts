/**
 * Payloads that the page gave and that no memory has yet: they wait here, owned by the JavaScript
 * host, until a MATERIALISE moves each to the one place where it is needed.
 */
export class HostValues {
  readonly #bodies = new Map<number, Uint8Array>();
  #last = 0;

  /** Keeps a body, laid out as WIRE.md says for its kind; gives its id. */
  add(body: Uint8Array): number {
    // Ids of a host stay below 2^31; one that is still in use after a whole turn is skipped.
    do this.#last = (this.#last + 1) % 0x8000_0000;
    while (this.#bodies.has(this.#last));
    this.#bodies.set(this.#last, body);
    return this.#last;
  }

  read(id: number): Uint8Array {
    const body = this.#bodies.get(id);
    if (!body) throw new Error(`host value ${id} is not here (any more)`);
    return body;
  }

  /** Takes what the engine moved here under an id of its own choice. */
  put(id: number, body: Uint8Array): void {
    this.#bodies.set(id, body);
  }

  release(id: number): void {
    if (!this.#bodies.delete(id)) throw new Error(`host value ${id} was released twice`);
  }

  get size(): number {
    return this.#bodies.size;
  }

  clear(): void {
    this.#bodies.clear();
  }
}
