/** A token bucket: so many at once, so many a second after that. */
export class RateLimit {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /** `now`: milliseconds of a monotonic clock. */
  constructor(limits: { burst: number; perSecond: number; now?: () => number }) {
    this.#burst = limits.burst;
    this.#perSecond = limits.perSecond;
    this.#now = limits.now ?? (() => performance.now());
    this.#tokens = limits.burst;
    this.#filledAt = this.#now();
  }

  /** Takes one; false where none is left. */
  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#perSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
