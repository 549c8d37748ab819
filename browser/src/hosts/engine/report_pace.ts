/**
 * When a run tells the page what has happened: some 60 times a second, and at once before a node is
 * entered that may never return, so that what came out and was counted before it is safe.
 */
import type { Metrics } from '../../protocol/plan.ts';
import type { RunReport } from './run_report.ts';

/** ms between two batches, and between two measurements of nodes and edges. */
const BATCH_MS = 16;
const FIGURES_MS = 100;
/** Batches that may go out at once before they are scarce: after that as many as are earned. */
const EAGER_BATCHES = 30;
/** Of those, how many are kept for news: figures by themselves must not use them up. */
const KEPT_FOR_NEWS = 15;
/** ms that measuring before nodes are entered may take at once, and the share of the time after that: it grows with the graph. */
const MEASURING_MS = 20;
const MEASURING_SHARE = 0.05;

export class ReportPace {
  readonly #report: RunReport;
  readonly #measure: () => Metrics;
  #flushedAt = 0;
  #measuredAt = 0;
  #measuringLeft = MEASURING_MS;
  #eagerLeft = EAGER_BATCHES;
  #eagerAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(report: RunReport, measure: () => Metrics) {
    this.#report = report;
    this.#measure = measure;
  }

  /** At once while that is affordable: a burst, then as often as batches go out anyway. */
  eagerly(): void {
    const now = performance.now();
    const since = now - this.#eagerAt;
    this.#eagerAt = now;
    this.#measuringLeft = Math.min(MEASURING_MS, this.#measuringLeft + since * MEASURING_SHARE);
    const earned = since / BATCH_MS;
    this.#eagerLeft = Math.min(EAGER_BATCHES, this.#eagerLeft + earned);
    const { hasNews } = this.#report;
    const isDue = this.#measuringLeft > 0;
    if ((!hasNews && !isDue) || this.#eagerLeft < (hasNews ? 1 : KEPT_FOR_NEWS)) return;
    this.#eagerLeft--;
    this.#report.flush(isDue ? this.#figures() : null);
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
    this.#report.flush(isDue ? this.#figures() : null);
  }

  #figures(): Metrics {
    const began = performance.now();
    const metrics = this.#measure();
    this.#measuredAt = performance.now();
    this.#measuringLeft -= this.#measuredAt - began;
    return metrics;
  }
}
