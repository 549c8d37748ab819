// One opened package with what was given to it and what came out.
import type { Plan } from '../../protocol/plan.ts';
import type { OpenedPackage, Runtime } from '../../protocol/run.ts';
import { type ManifestText, manifestOf } from '../problem/manifest_excerpt.ts';
import { formatSeconds } from '../words/format.ts';
import { outcomeOf } from '../words/names.ts';
import { announcements } from './announcements.svelte.ts';
import { type Example, type ExampleFiles, loadExampleFile } from './examples.ts';
import { InputEntry } from './input_entry.svelte.ts';
import type { PlaceholderEntry } from './placeholder_entry.svelte.ts';
import { PlaceholderValues } from './placeholder_values.svelte.ts';
import { RunView } from './run_view.svelte.ts';

/** What a session needs of the runtime once its package is open. */
export type SessionTools = Pick<Runtime, 'recording' | 'json' | 'resultsDocument' | 'splitJson' | 'probe'>;

/** What the inspector shows. */
export type Inspected = 'figures' | 'log' | 'notes' | 'manifest';

/** A field that keeps the pipeline from running, by its id and name, and why. */
export interface Fault {
  readonly id: string;
  readonly name: string;
  readonly problem: string;
}

export class PackageSession {
  /** As its manifest is read with the values of its placeholders. */
  package = $state.raw<OpenedPackage>() as OpenedPackage;
  /** The last plan that there was: a wrong value does not take the graph away. */
  plan = $state.raw<Plan | null>(null);
  readonly example: Example | null;
  readonly values = new PlaceholderValues((values) => this.#read(values));
  inputs = $state.raw<InputEntry[]>([]);
  run = $state.raw<RunView | null>(null);
  selectedNode = $state<number | null>(null);
  /** The next run records what happens when. */
  recordsTrace = $state(false);
  /** Run was pressed, and what was typed a moment ago is being looked at. */
  settling = $state(false);
  inspected = $state<Inspected>('figures');
  readonly runtime: SessionTools;
  readonly #files: ExampleFiles;
  #closed = false;

  constructor(opened: OpenedPackage, runtime: SessionTools, files: ExampleFiles, example: Example | null) {
    this.example = example;
    this.#files = files;
    this.runtime = runtime;
    this.#take(opened);
    for (const entry of this.inputs) if (entry.sample?.file) void this.useSample(entry);
  }

  get title(): string {
    return this.plan?.name || this.package.manifest_name || this.package.name;
  }

  /** For problems that point into it. */
  get manifest(): ManifestText {
    return manifestOf(this.package.report, this.package.manifest_text);
  }

  get canRun(): boolean {
    return (
      this.package.report.verdict !== 'broken' && !this.run?.active && this.loading === null && !this.settling
    );
  }

  /** The fields that kept the last press of Run from starting one. */
  get faults(): Fault[] {
    return this.#fields.filter((entry) => entry.asked && entry.problem !== '');
  }

  /** The input whose example recording is still on its way, or null. */
  get loading(): InputEntry | null {
    return this.inputs.find((entry) => entry.loading !== null) ?? null;
  }

  /** Waits until all is known of what was typed a moment ago. */
  async settle(): Promise<void> {
    if (this.settling) return;
    this.settling = true;
    try {
      await this.values.settle();
      await Promise.all(this.inputs.map((entry) => entry.settle()));
    } finally {
      this.settling = false;
    }
  }

  /** Starts a run. Returns the first field that cannot be sent, or null. */
  start(): Fault | null {
    if (!this.canRun) return null;
    for (const entry of this.#fields) entry.asked = true;
    const [faulty] = this.faults;
    if (faulty) {
      // What is wrong with it is read out with the field, which gets the focus.
      announcements.alert(`Not started. ${attention(this.faults)} ${faulty.name}`);
      return faulty;
    }
    const { plan } = this.package;
    if (plan === null) {
      announcements.alert(this.values.others[0]?.message ?? '');
      return null;
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
    this.#closed = true;
    this.values.stop();
    void this.run?.stop();
    this.package.close();
  }

  get #fields(): (PlaceholderEntry | InputEntry)[] {
    return [...this.values.entries, ...this.inputs];
  }

  async #read(values: Record<string, string>): Promise<void> {
    const opened = await this.package.reopen({ values, host: 'page' });
    if (this.#closed) return opened.close();
    const before = this.package;
    this.#take(opened);
    before.close();
  }

  /** The package as its manifest has just been read. What was given to inputs that are still there stays. */
  #take(opened: OpenedPackage): void {
    this.package = opened;
    this.values.tell(opened);
    const { plan, given } = opened;
    if (plan === null) return;
    if (this.run && shapeOf(this.run.plan) !== shapeOf(plan)) this.run = null;
    if (this.plan && shapeOf(this.plan) !== shapeOf(plan)) this.selectedNode = null;
    this.plan = plan;
    this.inputs = plan.inputs.map((end) => {
      const { name, type, index } = end;
      const known = this.inputs.find(
        ({ end }) => end.name === name && end.type === type && end.index === index,
      );
      const values = given.inputs?.[name] ?? given.input_data;
      return known ?? new InputEntry(end, this.example?.samples[name] ?? null, this.runtime, values);
    });
  }
}

/** What a visitor is told where the fields themselves tell what is wrong; the first one's name follows. */
export function attention(faults: readonly Fault[]): string {
  return faults.length === 1 ? 'This needs attention:' : `${faults.length} fields need attention, first`;
}

/** What results and figures of a run are told by: where it is equal, they belong to the other plan too. */
function shapeOf({ nodes, edges, inputs, outputs }: Plan): string {
  return JSON.stringify([nodes.map(({ id, node_type }) => [id, node_type]), edges, inputs, outputs]);
}

function announceEnd(view: RunView): void {
  const time = formatSeconds(view.elapsed);
  const { word, with: warnings } = outcomeOf(view.phase, view.notesTotal);
  if (view.phase === 'failed') {
    announcements.alert(`Failed after ${time}: ${view.error?.message ?? ''}`);
    announcements.say(`Failed after ${time}.`);
  } else if (view.phase === 'stopped') announcements.say(`Stopped after ${time}.`);
  else announcements.say(`${word}${warnings && ` with ${warnings}`} in ${time}.`);
}
