/** How much native work one step may do: steps stay short whatever a node costs. */

/**
 * Many times the cost of a call into wasm, and short enough that a packet which takes long stays
 * alone in its step: then the engine knows exactly what each native node costs.
 */
const GROW_BELOW_MS = 0.05;
const SHRINK_ABOVE_MS = 0.2;
const MOST = 4096;
/** Where packets are cheap, now and then one alone, from which their cost is estimated. */
const MEASURING_EVERY = 32;

export class StepBudget {
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
    if (ms > SHRINK_ABOVE_MS) this.#packets = Math.max(1, this.#packets >> 1);
    else if (ms < GROW_BELOW_MS) this.#packets = Math.min(MOST, this.#packets * 2);
  }
}
