/** What the start of a sandbox waits for, as rows of name, bytes and done: counted, never guessed. */
import type { StartStep } from '../protocol/run.ts';

export class StartSteps {
  readonly #steps = new Map<string, StartStep>();
  readonly #listeners = new Set<(steps: StartStep[]) => void>();

  list(): StartStep[] {
    return [...this.#steps.values()].map((step) => ({ ...step }));
  }

  /** `listener` gets all steps whenever one of them changes. */
  subscribe(listener: (steps: StartStep[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  begin(name: string): void {
    this.#step(name);
    this.#tell();
  }

  finish(name: string): void {
    this.#step(name).finished = true;
    this.#tell();
  }

  /**
   * Adds `bytes` to what the step waits for; returns where to say how many of these have come. The
   * step is finished once all that was added is there.
   */
  count(name: string, bytes: number): (come: number) => void {
    const step = this.#step(name);
    step.total_bytes += bytes;
    step.finished = false;
    this.#tell();
    let before = 0;
    return (come) => {
      step.done_bytes += come - before;
      before = come;
      step.finished = step.done_bytes >= step.total_bytes;
      this.#tell();
    };
  }

  #step(name: string): StartStep {
    let step = this.#steps.get(name);
    if (!step) {
      step = { name, done_bytes: 0, total_bytes: 0, finished: false };
      this.#steps.set(name, step);
    }
    return step;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.list());
  }
}
