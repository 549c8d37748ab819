/**
 * Notices a worker that no longer answers. It never ends one: a long calculation is silent too,
 * and only the visitor knows whether it is wanted.
 */

export interface HeartbeatOptions {
  /** Sends a ping that the worker answers with the same number. */
  ping(beat: number): void;
  /** Seconds without an answer, told once a beat; null when it answers again. */
  onSilence(seconds: number | null): void;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** A ping that is still unanswered after this long means silence. */
export const SILENT_AFTER_MS = 2000;
export const BEAT_MS = 1000;

/**
 * Call `beat` every BEAT_MS and `answer` with what comes back. Silence is counted from the oldest
 * unanswered ping, so a page whose own timers rest does not blame the worker.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #serial = 0;
  #unanswered: { beat: number; since: number } | null = null;
  #silent = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  beat(): void {
    const now = this.#options.now();
    if (this.#unanswered) {
      const waited = now - this.#unanswered.since;
      if (waited < SILENT_AFTER_MS) return;
      this.#silent = true;
      this.#options.onSilence(waited / 1000);
      return;
    }
    this.#unanswered = { beat: ++this.#serial, since: now };
    this.#options.ping(this.#serial);
  }

  answer(beat: number): void {
    if (this.#unanswered?.beat !== beat) return;
    this.#unanswered = null;
    if (!this.#silent) return;
    this.#silent = false;
    this.#options.onSilence(null);
  }
}
