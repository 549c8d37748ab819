// One opened package with what was given to it and what came out.
import type { OpenedPackage, Runtime } from '../../protocol/run.ts';
import { type ManifestText, manifestOf } from '../problem/manifest_excerpt.ts';
import { formatSeconds } from '../words/format.ts';
import { announcements } from './announcements.svelte.ts';
import { type Example, type ExampleFiles, loadExampleFile } from './examples.ts';
import { InputEntry } from './input_entry.svelte.ts';
import { RunView } from './run_view.svelte.ts';

/** What a session needs of the runtime once its package is open. */
export type SessionTools = Pick<Runtime, 'recording' | 'json' | 'resultsDocument' | 'splitJson' | 'probe'>;

/** What the inspector shows. */
export type Inspected = 'figures' | 'log' | 'notes' | 'manifest';

export class PackageSession {
  readonly package: OpenedPackage;
  readonly example: Example | null;
  readonly inputs: InputEntry[];
  run = $state.raw<RunView | null>(null);
  selectedNode = $state<number | null>(null);
  /** The next run records what happens when. */
  recordsTrace = $state(false);
  inspected = $state<Inspected>('figures');
  readonly runtime: SessionTools;
  readonly #files: ExampleFiles;

  constructor(opened: OpenedPackage, runtime: SessionTools, files: ExampleFiles, example: Example | null) {
    this.package = opened;
    this.example = example;
    this.#files = files;
    this.runtime = runtime;
    this.inputs = (opened.plan?.inputs ?? []).map(
      (end) => new InputEntry(end, example?.samples[end.name] ?? null, runtime.probe),
    );
    for (const entry of this.inputs) if (entry.sample?.file) void this.useSample(entry);
  }

  get title(): string {
    return this.package.plan?.name || this.package.name;
  }

  /** For problems that point into it. */
  get manifest(): ManifestText {
    return manifestOf(this.package.report, this.package.manifest_text);
  }

  get canRun(): boolean {
    const runnable = this.package.plan !== null && this.package.report.verdict !== 'broken';
    return runnable && !this.run?.active && this.loading === null;
  }

  /** The first input that kept the last press of Run from starting one, or null. */
  get faulty(): InputEntry | null {
    return this.inputs.find((entry) => entry.asked && entry.problem !== '') ?? null;
  }

  /** The input whose example recording is still on its way, or null. */
  get loading(): InputEntry | null {
    return this.inputs.find((entry) => entry.loading !== null) ?? null;
  }

  /** Starts a run. Returns the first input that cannot be sent, or null. */
  start(): InputEntry | null {
    const { plan } = this.package;
    if (plan === null || !this.canRun) return null;
    for (const entry of this.inputs) entry.asked = true;
    const faulty = this.inputs.find((entry) => entry.problem !== '');
    if (faulty) {
      announcements.alert(`${faulty.end.name}: ${faulty.problem}`);
      return faulty;
    }
    const inputs = Object.fromEntries(this.inputs.map((entry) => [entry.end.name, entry.toRunInput()]));
    const trace = this.recordsTrace;
    this.run = new RunView(plan, this.package.run(inputs, { trace }), announceEnd, trace);
    announcements.calm();
    announcements.say('Running.');
    return null;
  }

  async stop(): Promise<void> {
    await this.run?.stop();
  }

  /** Gives an input the recording that lies beside the example. */
  async useSample(entry: InputEntry): Promise<void> {
    const name = entry.sample?.file;
    if (!name) return;
    entry.loading = 0;
    entry.loadProblem = '';
    try {
      const file = await loadExampleFile(this.#files, name, (bytes) => {
        if (entry.loading !== null) entry.loading = bytes;
      });
      if (entry.loading !== null) entry.takeFile(file, name);
    } catch (error) {
      entry.loading = null;
      entry.loadProblem = error instanceof Error ? error.message : String(error);
    }
  }

  /** The input that a dropped file is meant for: the first that takes files and has none yet, or the first. */
  get fileInput(): InputEntry | null {
    const takers = this.inputs.filter((entry) => entry.modes.includes('file'));
    const audio = takers.filter((entry) => entry.end.type === 'audio');
    const order = audio.length > 0 ? audio : takers;
    return order.find((entry) => entry.chosen === null) ?? order[0] ?? null;
  }

  close(): void {
    void this.run?.stop();
    this.package.close();
  }
}

function announceEnd(view: RunView): void {
  const time = formatSeconds(view.elapsed);
  if (view.phase === 'failed') {
    announcements.alert(`Failed after ${time}: ${view.error?.message ?? ''}`);
    announcements.say(`Failed after ${time}.`);
  } else if (view.phase === 'stopped') announcements.say(`Stopped after ${time}.`);
  else announcements.say(`Done in ${time}.`);
}
