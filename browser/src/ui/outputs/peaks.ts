// The outline of a recording: the lowest and highest sample of each stretch. Grows with the stream and
// halves its own resolution when it gets long, so that an hour costs what a minute does.

const FIRST_STRETCH = 16;
const MOST_STRETCHES = 16_384;

export class Peaks {
  /** Samples in one stretch. */
  stretch = FIRST_STRETCH;
  /** Whole stretches so far. */
  count = 0;
  frames = 0;
  /** How many samples are numbers. */
  numbers = 0;
  readonly #low = new Float32Array(MOST_STRETCHES);
  readonly #high = new Float32Array(MOST_STRETCHES);

  append(samples: Float32Array): void {
    for (let i = 0; i < samples.length; i += 1) {
      const at = Math.floor(this.frames / this.stretch);
      if (at === MOST_STRETCHES) {
        this.#halve();
        i -= 1;
        continue;
      }
      const value = samples[i] ?? 0;
      if (at === this.count) {
        this.#low[at] = value;
        this.#high[at] = value;
        this.count += 1;
      } else {
        if (value < (this.#low[at] ?? 0)) this.#low[at] = value;
        if (value > (this.#high[at] ?? 0)) this.#high[at] = value;
      }
      if (!Number.isNaN(value)) this.numbers += 1;
      this.frames += 1;
    }
  }

  /** Lowest and highest of the samples from `from` to `to`, as far as the resolution tells. */
  between(from: number, to: number): [number, number] {
    const first = Math.min(Math.floor(from / this.stretch), this.count - 1);
    const last = Math.min(Math.max(first + 1, Math.ceil(to / this.stretch)), this.count);
    let low = 0;
    let high = 0;
    for (let i = Math.max(0, first); i < last; i += 1) {
      low = i === first ? (this.#low[i] ?? 0) : Math.min(low, this.#low[i] ?? 0);
      high = i === first ? (this.#high[i] ?? 0) : Math.max(high, this.#high[i] ?? 0);
    }
    return [low, high];
  }

  #halve(): void {
    for (let i = 0; i < MOST_STRETCHES / 2; i += 1) {
      this.#low[i] = Math.min(this.#low[2 * i] ?? 0, this.#low[2 * i + 1] ?? 0);
      this.#high[i] = Math.max(this.#high[2 * i] ?? 0, this.#high[2 * i + 1] ?? 0);
    }
    this.stretch *= 2;
    this.count = MOST_STRETCHES / 2;
  }
}
