// Which screen is shown, and what leads from one to the next.
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { BundleReport } from '../../protocol/package.ts';
import type { OpenError, OpenedPackage, Runtime } from '../../protocol/run.ts';
import { formatPlural } from '../words/format.ts';
import { announcements } from './announcements.svelte.ts';
import { type Example, type ExampleFiles, listExamples, loadExampleFile } from './examples.ts';
import { looksLikePackage, looksLikeRecording } from './file_kinds.ts';
import type { InputEntry } from './input_entry.svelte.ts';
import { PackageSession } from './package_session.svelte.ts';
import { isAbout } from './placeholder_entry.svelte.ts';

export type Screen =
  | { kind: 'empty' }
  /** Bytes: `loaded` of an example that is fetched, then `checked` of the file. */
  | { kind: 'opening'; name: string; size: number; loaded: number | null; checked: number }
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

export type Refused = Extract<Screen, { kind: 'refused' }>;

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
  /** A file that was refused while a package is open, which it leaves on the screen. */
  refusal = $state.raw<Refused | null>(null);
  /** A recording that came before any package: the next one that takes sound gets it. */
  recording = $state.raw<File | null>(null);
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

  /** The package on the screen: while another is opened, it stays there. */
  get session(): PackageSession | null {
    if (this.screen.kind === 'opening') return this.#behind;
    return this.screen.kind === 'opened' ? this.screen.session : null;
  }

  /** The offer, unless the screen is of another file than the one it tells of. */
  get shownOffer(): Offer | null {
    const elsewhere = this.screen.kind === 'refused' || this.screen.kind === 'opening' || this.refusal;
    return elsewhere && this.offer?.undo ? null : this.offer;
  }

  get behind(): PackageSession | null {
    return this.#behind;
  }

  async open(source: Blob, name: string, example: Example | null = null): Promise<void> {
    const signal = this.#beginOpening(name, source.size);
    await this.#finishOpening(source, name, example, signal);
  }

  /** Pasted text is a manifest or nothing: data has its field. Its kind is told by its first character, as JSON's is. */
  async openText(text: string): Promise<void> {
    const ending = /^\s*[{[]/.test(text) ? 'json' : 'yaml';
    await this.open(new Blob([text]), `pasted manifest.${ending}`);
  }

  async openExample(example: Example): Promise<void> {
    const signal = this.#beginOpening(example.file, example.size);
    const progress = (loaded: number) => {
      if (!signal.aborted) this.#tellOpening({ name: example.title, loaded });
    };
    progress(0);
    try {
      const source = await loadExampleFile(this.#files, example.file, progress);
      await this.#finishOpening(source, example.file, example, signal);
    } catch (error) {
      if (!signal.aborted) this.#refuse(example.file, example.size, error);
    }
  }

  /**
   * A dropped or pasted file: a package or a pipeline by itself is opened, anything else goes to the package that
   * waits for it.
   */
  async take(file: File): Promise<void> {
    const found = await this.#kindOf(file);
    if (found === 'package') await this.open(file, file.name);
    else if (this.session?.fileInput && !this.session.run?.active) {
      const entry = this.session.fileInput;
      if (this.#give(file, entry) && found === 'data')
        this.#tell(`${file.name} holds no pipeline: it is the input ${entry.name} now.`);
    } else if (!this.session && !this.#behind && looksLikeRecording(file, file.name))
      this.#keepRecording(file);
    else await this.open(file, file.name);
  }

  /**
   * What was dropped or pasted at once: a package is opened and given the files beside it that it has free
   * inputs for; of anything else the first is taken. Which were taken is said.
   */
  async takeFirst(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const packages = await Promise.all(files.map(async (each) => (await this.#kindOf(each)) === 'package'));
    const file = files[Math.max(0, packages.indexOf(true))] as File;
    const before = this.session;
    await this.take(file);
    const taken = [file.name];
    const opened = this.session;
    if (opened !== null && opened !== before && packages.includes(true)) {
      for (const beside of files.filter((_, i) => !packages[i])) {
        const entry = opened.fileInput;
        if (entry && entry.chosen === null && this.#give(beside, entry)) taken.push(beside.name);
      }
    }
    if (taken.length === files.length) return;
    const text = `Of ${files.length} files, ${taken.join(' and ')} ${taken.length > 1 ? 'were' : 'was'} taken.`;
    announcements.say(`${announcements.polite} ${text}`);
    // An offer still open is of an earlier drop.
    if (this.screen.kind === 'refused') this.screen = { ...this.screen, note: text };
    else if (this.refusal) this.refusal = { ...this.refusal, note: text };
    else this.#tell(text);
  }

  /** Shows all that is wrong with the file that was refused beside the open package. */
  showRefusal(): void {
    if (!this.refusal || this.screen.kind !== 'opened') return;
    this.#behind = this.screen.session;
    this.screen = this.refusal;
    this.refusal = null;
  }

  dismissRefusal(): void {
    this.refusal = null;
  }

  /** Leaves the opening or refused file for what was there before. */
  back(): void {
    this.#opening?.abort();
    this.screen = this.#behind ? { kind: 'opened', session: this.#behind } : { kind: 'empty' };
    this.#behind = null;
  }

  /** What Esc means: the run that is under way ends, or else the file that is being opened is let go. */
  stop(): void {
    const session = this.session ?? this.#behind;
    if (session?.run?.active) void session.stop();
    else if (this.screen.kind === 'opening') this.back();
  }

  closePackage(): void {
    const closed = this.session;
    if (!closed) return;
    const wasRunning = closed.run?.active ?? false;
    void closed.stop();
    this.#opening?.abort();
    this.#behind = null;
    this.refusal = null;
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

  /** `data`: it might have been a pipeline by its name, and is none. */
  async #kindOf(file: File): Promise<'package' | 'data' | null> {
    if (await looksLikePackage(file)) return 'package';
    const found = await this.#runtime.recognise(file, file.name);
    return found === 'pipeline' ? 'package' : found;
  }

  /** Whether the input takes it; why not is told. */
  #give(file: File, entry: InputEntry): boolean {
    const unfit = entry.unfit(file, file.name);
    if (unfit === '') {
      entry.takeFile(file, file.name);
      announcements.say(`${file.name} is the input ${entry.end.name} now.`);
    } else {
      this.#tell(unfit);
      announcements.alert(unfit);
    }
    return unfit === '';
  }

  #keepRecording(file: File): void {
    this.recording = file;
    this.screen = { kind: 'empty' };
    announcements.alert(`${file.name} is a recording. Open a pipeline first: it gets it.`);
  }

  /** Adds a sentence to the offer that is open, or says it alone. */
  #tell(text: string): void {
    this.offer = this.offer
      ? { ...this.offer, text: `${this.offer.text} ${text}` }
      : { text, undo: null, expire: () => {} };
  }

  #beginOpening(name: string, size: number): AbortSignal {
    this.#opening?.abort();
    this.refusal = null;
    this.#opening = new AbortController();
    if (this.screen.kind === 'opened') this.#behind = this.screen.session;
    this.screen = { kind: 'opening', name, size, loaded: null, checked: 0 };
    announcements.say(`Opening ${name}.`);
    return this.#opening.signal;
  }

  #tellOpening(known: { name?: string; loaded?: number | null; checked?: number }): void {
    if (this.screen.kind === 'opening') this.screen = { ...this.screen, ...known };
  }

  async #finishOpening(
    source: Blob,
    name: string,
    example: Example | null,
    signal: AbortSignal,
  ): Promise<void> {
    const progress = (checked: number) => {
      if (!signal.aborted) this.#tellOpening({ loaded: null, checked });
    };
    try {
      const opened = await this.#runtime.open(source, name, { signal, progress, host: 'page' });
      if (signal.aborted) {
        opened.close();
        return;
      }
      if (opened.report.verdict === 'broken' || (opened.plan === null && !asksForValues(opened))) {
        const problems = distinct([...opened.report.reasons, ...opened.diagnostics]);
        this.#showRefused(name, source.size, problems, opened.report, opened.manifest_text);
        opened.close();
        return;
      }
      const session = new PackageSession(opened, this.#runtime, this.#files, example);
      const before = this.#behind;
      this.#behind = null;
      this.screen = { kind: 'opened', session };
      announcements.calm();
      const needed = session.values.entries.filter(({ problems }) => problems.length > 0).length;
      const asks = needed > 0 ? ` It asks for ${formatPlural(needed, 'value')}.` : '';
      const what = opened.report.layout === 'manifest' ? 'a pipeline by itself' : opened.report.verdict;
      announcements.say(`${session.title} opened: ${what}.${asks}`);
      const entry = session.fileInput;
      if (this.recording && entry?.end.type === 'audio') {
        this.#give(this.recording, entry);
        this.recording = null;
      }
      if (before) {
        const wasRunning = before.run?.active ?? false;
        void before.stop();
        const ended = wasRunning ? ', which was stopped' : '';
        const what = opened.report.layout === 'manifest' ? `${name} is a pipeline; it` : session.title;
        this.#offerUndo(`${what} opened in place of ${before.title}${ended}.`, before);
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
    const refused: Refused = { kind: 'refused', name, size, diagnostics, report, manifest, note: '' };
    if (this.#behind) {
      this.refusal = refused;
      this.back();
    } else this.screen = refused;
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

/** Values may mend it: some of its errors are about placeholders. */
function asksForValues({ placeholders, diagnostics }: OpenedPackage): boolean {
  return diagnostics.some((problem) => placeholders.some((each) => isAbout(problem, each)));
}

/** The reader and the engine may both tell of the same thing. */
function distinct(problems: Diagnostic[]): Diagnostic[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
