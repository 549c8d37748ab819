/** Lets something happen at most so often: at once where it has not happened lately, else when it may. */

export interface PaceClock {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Calls back after `ms`; gives the way to prevent it. */
  after(ms: number, callback: () => void): () => void;
}

const REAL_CLOCK: PaceClock = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** ms between two digests: no screen shows more. */
export const FRAME_MS = 1000 / 60;

export class Pace {
  readonly #gap: number;
  readonly #act: () => void;
  readonly #clock: PaceClock;
  #actedAt = Number.NEGATIVE_INFINITY;
  #prevent: (() => void) | null = null;

  constructor(gapMs: number, act: () => void, clock: PaceClock = REAL_CLOCK) {
    this.#gap = gapMs;
    this.#act = act;
    this.#clock = clock;
  }

  /** Acts as soon as it may; asking again before that changes nothing. */
  soon(): void {
    if (this.#prevent) return;
    const wait = this.#actedAt + this.#gap - this.#clock.now();
    if (wait <= 0) this.now();
    else this.#prevent = this.#clock.after(wait, () => this.now());
  }

  /** Acts at once. */
  now(): void {
    this.cancel();
    this.#actedAt = this.#clock.now();
    this.#act();
  }

  /** Takes back what was asked for. */
  cancel(): void {
    this.#prevent?.();
    this.#prevent = null;
  }
}
