/**
 * When a run tells the page what has happened: some 60 times a second, and at once before a node is
 * entered that may never return, so that what came out before it is safe.
 */
import type { Metrics } from '../../protocol/plan.ts';
import type { RunReport } from './run_report.ts';

/** ms between two batches, and between two measurements of nodes and edges. */
const BATCH_MS = 16;
const FIGURES_MS = 100;
/** Batches that may go out at once before they are scarce: after that as many as are earned. */
const EAGER_BATCHES = 30;

export class ReportPace {
  readonly #report: RunReport;
  readonly #measure: () => Metrics;
  #flushedAt = 0;
  #measuredAt = 0;
  #eagerLeft = EAGER_BATCHES;
  #eagerAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(report: RunReport, measure: () => Metrics) {
    this.#report = report;
    this.#measure = measure;
  }

  /** At once while that is affordable: a burst, then as often as batches go out anyway. */
  eagerly(): void {
    if (!this.#report.hasNews) return;
    const now = performance.now();
    const earned = (now - this.#eagerAt) / BATCH_MS;
    this.#eagerAt = now;
    this.#eagerLeft = Math.min(EAGER_BATCHES, this.#eagerLeft + earned);
    if (this.#eagerLeft < 1) return;
    this.#eagerLeft--;
    this.#report.flush(null);
  }

  /** Now, or as soon as the last batch is long enough ago. */
  whenDue(): void {
    const wait = this.#flushedAt + BATCH_MS - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait);
  }

  /** Nothing goes out by itself any more. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    this.#flushedAt = now;
    const isDue = now - this.#measuredAt >= FIGURES_MS;
    if (isDue) this.#measuredAt = now;
    this.#report.flush(isDue ? this.#measure() : null);
  }
}
