/**
 * Tells the broker which node the worker enters, so that a hang has a name: a worker inside an
 * endless loop can say nothing any more. A message costs some µs, so it is sent for the first call
 * of each node, and then at most once a millisecond. Exact wherever a call takes longer than that,
 * and where a node hangs at its first packet.
 */

const EVERY_MS = 1;

export class NodeTelltale {
  readonly #tell: (node: number, packet: number | null) => void;
  readonly #seen: Uint8Array;
  /** By node, the packet that its call is for: it has one call at a time. */
  readonly #packets: (number | null)[];
  readonly #bounded: ReadonlySet<number>;
  #told = -1;
  #toldAt = 0;

  /** `bounded`: nodes whose calls may only take so long, which must be known whatever it costs. */
  constructor(
    nodes: number,
    bounded: ReadonlySet<number>,
    tell: (node: number, packet: number | null) => void,
  ) {
    this.#tell = tell;
    this.#packets = new Array(nodes).fill(null);
    this.#seen = new Uint8Array(nodes);
    this.#bounded = bounded;
  }

  /** A call begins, for this packet or for none. */
  begins(node: number, packet: number | null): void {
    this.#packets[node] = packet;
  }

  entering(node: number): void {
    if (node === this.#told && !this.#bounded.has(node)) return;
    const now = performance.now();
    // After a bounded node another must be told too, or its time would count for the wrong one.
    const isExact = this.#bounded.has(node) || this.#bounded.has(this.#told);
    if (this.#seen[node] === 1 && now - this.#toldAt < EVERY_MS && !isExact) return;
    this.#seen[node] = 1;
    this.#told = node;
    this.#toldAt = now;
    this.#tell(node, this.#packets[node] ?? null);
  }
}
