// The values that a package's placeholders are given, and the reading of its manifest with them.
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { OpenedPackage } from '../../protocol/run.ts';
import { isAbout, PlaceholderEntry } from './placeholder_entry.svelte.ts';

/** Typing pauses so long before the manifest is read with it. */
const PAUSE_MS = 250;

export class PlaceholderValues {
  /** In the order of the manifest. */
  entries = $state.raw<PlaceholderEntry[]>([]);
  /** Errors that are about no placeholder. */
  others = $state.raw<Diagnostic[]>([]);
  /** What was typed is still being read. */
  pending = $state(false);
  /** A reading that came to nothing. */
  failure = $state('');
  readonly #read: (values: Record<string, string>) => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> = Promise.resolve();

  /** `read` reads the manifest with these values and calls {@link tell}. */
  constructor(read: (values: Record<string, string>) => Promise<void>) {
    this.#read = read;
  }

  /** What a reading says. A field whose name is still there keeps its text. */
  tell({ placeholders, diagnostics }: Pick<OpenedPackage, 'placeholders' | 'diagnostics'>): void {
    const known = new Map(this.entries.map((entry) => [entry.name, entry]));
    this.entries = placeholders.map((placeholder) => {
      const entry = known.get(placeholder.name) ?? new PlaceholderEntry(placeholder);
      entry.placeholder = placeholder;
      entry.problems = diagnostics.filter((problem) => isAbout(problem, placeholder));
      return entry;
    });
    const told = new Set(this.entries.flatMap((entry) => entry.problems));
    this.others = diagnostics.filter((problem) => problem.severity === 'error' && !told.has(problem));
  }

  set(entry: PlaceholderEntry, text: string): void {
    entry.text = text;
    this.pending = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.settle(), PAUSE_MS);
  }

  /** Reads what was typed, now, and waits for the answer. */
  async settle(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.pending) {
      this.pending = false;
      this.#reading = this.#reading.then(() => this.#readNow());
    }
    await this.#reading;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.pending = false;
  }

  async #readNow(): Promise<void> {
    const filled = this.entries.filter(({ text }) => text !== '').map(({ name, text }) => [name, text]);
    try {
      await this.#read(Object.fromEntries(filled));
      this.failure = '';
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }
}
