// Which screen is shown, and what leads from one to the next.
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { BundleReport } from '../../protocol/package.ts';
import type { OpenError, Runtime } from '../../protocol/run.ts';
import { announcements } from './announcements.svelte.ts';
import { type Example, type ExampleFiles, listExamples, loadExampleFile } from './examples.ts';
import { PackageSession } from './package_session.svelte.ts';

export type Screen =
  | { kind: 'empty' }
  | { kind: 'opening'; name: string; size: number; loaded: number | null }
  | {
      kind: 'refused';
      name: string;
      size: number;
      diagnostics: Diagnostic[];
      report: BundleReport | null;
      manifest: string;
      /** Said besides, or empty. */
      note: string;
    }
  | { kind: 'opened'; session: PackageSession };

export interface Offer {
  text: string;
  /** Null where there is only something to say. */
  undo: (() => void) | null;
  /** The offer has passed: what it kept may go. */
  expire: () => void;
}

export class Workbench {
  screen = $state.raw<Screen>({ kind: 'empty' });
  offer = $state.raw<Offer | null>(null);
  examples = $state.raw<Example[]>([]);
  examplesProblem = $state('');
  /** The package that is there behind an opening or refused one. */
  #behind: PackageSession | null = null;
  #opening: AbortController | null = null;
  readonly #runtime: Runtime;
  readonly #files: ExampleFiles;

  constructor(runtime: Runtime, files: ExampleFiles) {
    this.#runtime = runtime;
    this.#files = files;
    listExamples(files).then(
      (examples) => {
        this.examples = examples;
      },
      (error: unknown) => {
        this.examplesProblem = error instanceof Error ? error.message : String(error);
      },
    );
  }

  get session(): PackageSession | null {
    return this.screen.kind === 'opened' ? this.screen.session : null;
  }

  /** The offer, unless the screen is of another file than the one it tells of. */
  get shownOffer(): Offer | null {
    const elsewhere = this.screen.kind === 'refused' || this.screen.kind === 'opening';
    return elsewhere && this.offer?.undo ? null : this.offer;
  }

  get behind(): PackageSession | null {
    return this.#behind;
  }

  async open(source: Blob, name: string, example: Example | null = null): Promise<void> {
    const signal = this.#beginOpening(name, source.size);
    await this.#finishOpening(source, name, example, signal);
  }

  async openExample(example: Example): Promise<void> {
    const signal = this.#beginOpening(example.file, example.size);
    const progress = (loaded: number) => {
      if (!signal.aborted) this.screen = { kind: 'opening', name: example.title, size: example.size, loaded };
    };
    progress(0);
    try {
      const source = await loadExampleFile(this.#files, example.file, progress);
      await this.#finishOpening(source, example.file, example, signal);
    } catch (error) {
      if (!signal.aborted) this.#refuse(example.file, example.size, error);
    }
  }

  /** A dropped or pasted file: a package is opened, anything else goes to the package that waits for it. */
  async take(file: File): Promise<void> {
    const entry = this.session?.fileInput;
    if (entry && !this.session?.run?.active && !(await looksLikePackage(file))) {
      entry.takeFile(file, file.name);
      announcements.say(`${file.name} is the input ${entry.end.name} now.`);
      return;
    }
    await this.open(file, file.name);
  }

  /** What was dropped or pasted at once. One is taken, and which one is said. */
  async takeFirst(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (!file) return;
    await this.take(file);
    if (files.length === 1) return;
    const text = `Of ${files.length} files, ${file.name} was taken.`;
    announcements.say(`${announcements.polite} ${text}`);
    if (this.screen.kind === 'refused') {
      // An offer still open is of an earlier drop.
      this.screen = { ...this.screen, note: text };
      return;
    }
    this.offer = this.offer
      ? { ...this.offer, text: `${this.offer.text} ${text}` }
      : { text, undo: null, expire: () => {} };
  }

  /** Leaves the opening or refused file for what was there before. */
  back(): void {
    this.#opening?.abort();
    this.screen = this.#behind ? { kind: 'opened', session: this.#behind } : { kind: 'empty' };
    this.#behind = null;
  }

  closePackage(): void {
    const closed = this.session;
    if (!closed) return;
    const wasRunning = closed.run?.active ?? false;
    void closed.stop();
    this.screen = { kind: 'empty' };
    this.#offerUndo(`${closed.title} closed${wasRunning ? ', and its run was stopped' : ''}.`, closed);
  }

  undo(): void {
    const offer = this.shownOffer;
    if (!offer?.undo) return;
    this.offer = null;
    offer.undo();
  }

  expireOffer(): void {
    this.offer?.expire();
    this.offer = null;
  }

  #beginOpening(name: string, size: number): AbortSignal {
    this.#opening?.abort();
    this.#opening = new AbortController();
    if (this.screen.kind === 'opened') this.#behind = this.screen.session;
    this.screen = { kind: 'opening', name, size, loaded: null };
    announcements.say(`Opening ${name}.`);
    return this.#opening.signal;
  }

  async #finishOpening(
    source: Blob,
    name: string,
    example: Example | null,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      const opened = await this.#runtime.open(source, name, { signal });
      if (signal.aborted) {
        opened.close();
        return;
      }
      if (opened.report.verdict === 'broken' || opened.plan === null) {
        const problems = distinct([...opened.report.reasons, ...opened.diagnostics]);
        this.#showRefused(name, source.size, problems, opened.report, opened.manifest_text);
        opened.close();
        return;
      }
      const session = new PackageSession(opened, this.#runtime, this.#files, example);
      const before = this.#behind;
      this.#behind = null;
      this.screen = { kind: 'opened', session };
      announcements.say(`${session.title} opened: ${opened.report.verdict}.`);
      if (before) {
        const wasRunning = before.run?.active ?? false;
        void before.stop();
        const ended = wasRunning ? ', which was stopped' : '';
        this.#offerUndo(`${session.title} opened in place of ${before.title}${ended}.`, before);
      }
    } catch (error) {
      if (!signal.aborted) this.#refuse(name, source.size, error);
    }
  }

  #refuse(name: string, size: number, error: unknown): void {
    const diagnostics = (error as Partial<OpenError>).diagnostics;
    const message = error instanceof Error ? error.message : String(error);
    const problems = diagnostics?.length
      ? diagnostics
      : [{ severity: 'error' as const, code: 'cannot-open', message }];
    this.#showRefused(name, size, problems, null, '');
  }

  #showRefused(
    name: string,
    size: number,
    diagnostics: Diagnostic[],
    report: BundleReport | null,
    manifest: string,
  ): void {
    this.screen = { kind: 'refused', name, size, diagnostics, report, manifest, note: '' };
    const first = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
    announcements.alert(`${name} cannot be opened: ${first?.message ?? ''}`);
  }

  #offerUndo(text: string, session: PackageSession): void {
    this.expireOffer();
    this.offer = {
      text,
      undo: () => {
        const now = this.session;
        this.screen = { kind: 'opened', session };
        announcements.say(`${session.title} is back.`);
        now?.close();
      },
      expire: () => session.close(),
    };
  }
}

/** The reader and the engine may both tell of the same thing. */
function distinct(problems: Diagnostic[]): Diagnostic[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** By its name, or by the first bytes of a ZIP or zstd file. */
async function looksLikePackage(file: File): Promise<boolean> {
  if (/\.(rmpkg|zip)$/i.test(file.name)) return true;
  const [a, b, c, d] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return (a === 0x50 && b === 0x4b) || (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd);
}
