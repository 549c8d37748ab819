/** How much native work one step may do: steps stay short whatever a node costs. */

/** A step should take about this long: a fraction of a turn, many times the cost of a call into wasm. */
const TARGET_MS = 2;
const MOST = 4096;
/** Now and then one packet alone, from which the engine learns what each native node costs. */
const MEASURING_EVERY = 32;

export class StepBudget {
  /** Grows from one: packets that take long stay alone, and are measured exactly. */
  #packets = 1;
  #steps = 0;

  /** Packets for the next step. */
  next(): number {
    this.#steps++;
    return this.#steps % MEASURING_EVERY === 0 ? 1 : this.#packets;
  }

  /** The step took so many ms. */
  took(ms: number): void {
    if (this.#steps % MEASURING_EVERY === 0) return;
    if (ms > TARGET_MS) this.#packets = Math.max(1, this.#packets >> 1);
    else if (ms < TARGET_MS / 4) this.#packets = Math.min(MOST, this.#packets * 2);
  }
}
