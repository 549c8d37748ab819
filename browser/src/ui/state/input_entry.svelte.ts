// What the visitor gives to one input of the package.

import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { PlanEnd, PortType } from '../../protocol/plan.ts';
import type { RecordingInfo } from '../../protocol/recording.ts';
import type { RunInput, Runtime } from '../../protocol/run.ts';
import { wholeValue } from '../json/json_text.ts';
import type { ExampleSample } from './examples.ts';
import { looksLikeRecording } from './file_kinds.ts';

/** `given`: the values that stand beside the manifest of a run file. */
export type InputMode = 'json' | 'text' | 'file' | 'given';

const MODES: Record<PortType, InputMode[]> = {
  audio: ['file'],
  bytes: ['file'],
  text: ['text', 'file'],
  json: ['json', 'file'],
  tensor: ['json', 'file'],
  transcript: ['json', 'file'],
  any: ['json', 'file'],
};

/** What a file of an input that takes no recording has to hold. */
const HOLDS: Partial<Record<PortType, string>> = {
  text: 'text, in a text file',
  json: 'JSON, typed or in a .json file',
  tensor: 'a tensor as JSON, typed or in a .json file',
  transcript: 'a transcript as JSON, typed or in a .json file',
};

const FIRST_JSON = '[1, 2, 3]';
/** Longer values of a run file are not put into a field, in characters. */
const MOST_TYPED = 100_000;

export interface ChosenFile {
  file: Blob;
  name: string;
  /** What the recording is, once that is known. */
  info: RecordingInfo | null;
  /** Why it is no recording that can be read. */
  refusal: Diagnostic | null;
}

/** What an entry asks of the runtime. */
export type EntryTools = Pick<Runtime, 'probe' | 'splitJson'>;

/** What the runtime makes of a text: so many packets, or why none. */
interface Split {
  text: string;
  packets: number | null;
  problem: string;
}

export class InputEntry {
  readonly end: PlanEnd;
  readonly modes: InputMode[];
  readonly sample: ExampleSample | null;
  /** What a run file has for this input: JSON texts, a packet each. */
  readonly given: string[] | null;
  /** Those values stand in the field, as if they were typed. */
  readonly isTyped: boolean;
  mode = $state<InputMode>('json');
  text = $state('');
  chosen = $state.raw<ChosenFile | null>(null);
  /** Bytes that have come of the example's recording while it loads, else null. */
  loading = $state<number | null>(null);
  loadProblem = $state('');
  /** Set by an attempt to run: an empty field is no fault before. */
  asked = $state(false);
  readonly #grammarProblem = $derived(this.mode === 'json' ? problemOf(this.text) : '');
  #lastSplit = $state.raw<Split | null>(null);
  /** Of the text that stands there now, or null while the runtime has not looked at it. */
  readonly #split = $derived(this.#lastSplit?.text === this.text ? this.#lastSplit : null);
  readonly #tools: EntryTools;

  constructor(end: PlanEnd, sample: ExampleSample | null, tools: EntryTools, given: string[] | null = null) {
    this.end = end;
    this.#tools = tools;
    this.sample = sample;
    this.given = given;
    this.isTyped = given !== null && fitsField(end.type, given);
    this.modes = given && !this.isTyped ? ['given', ...MODES[end.type]] : MODES[end.type];
    this.mode = this.modes[0] ?? 'json';
    this.text = this.exampleText;
  }

  /** For its field, and for the words beside it. */
  get id(): string {
    return `input-${this.end.index}`;
  }

  get name(): string {
    return this.end.name;
  }

  get exampleText(): string {
    const given = this.isTyped ? this.given : null;
    if (this.end.type === 'text') return stringOf(given?.[0] ?? this.sample?.json);
    return given ? `[${given.join(', ')}]` : (this.sample?.json ?? FIRST_JSON);
  }

  /** How many packets the JSON makes, as the runtime splits it; null while that is not known. */
  get packetCount(): number | null {
    return this.#split?.packets ?? null;
  }

  /** Why this cannot be sent, as far as is known ({@link settle}), or empty. */
  get problem(): string {
    if (this.mode === 'json') return this.#grammarProblem || (this.#split?.problem ?? '');
    if (this.mode === 'file' && this.chosen === null) {
      return this.loading === null ? 'Choose a file first.' : 'The recording is still loading.';
    }
    return '';
  }

  /** The problem once it is worth saying: bad JSON at once, an empty field when a run was asked for. */
  get shownProblem(): string {
    return this.mode === 'json' || this.asked ? this.problem : '';
  }

  /** Why a file is not for this input, as far as its name and kind tell, or empty. */
  unfit(file: Blob, name: string): string {
    const holds = HOLDS[this.end.type];
    if (holds === undefined || !looksLikeRecording(file, name)) return '';
    return `${name} is a recording; the input ${this.end.name} takes ${holds}.`;
  }

  /** A file that the visitor means for this input: taken, or why not is told beside it. */
  offerFile(file: Blob, name: string): void {
    const unfit = this.unfit(file, name);
    if (unfit === '') this.takeFile(file, name);
    else this.loadProblem = unfit;
  }

  takeFile(file: Blob, name: string): void {
    this.mode = 'file';
    this.loading = null;
    this.loadProblem = '';
    this.chosen = { file, name, info: null, refusal: null };
    const { type } = this.end;
    if (type === 'audio' || (type === 'any' && looksLikeRecording(file, name))) void this.#look(file, name);
  }

  /** Asks the runtime what the JSON stands for, which knows more than the grammar. */
  async settle(): Promise<void> {
    const { text } = this;
    if (this.mode !== 'json' || this.#grammarProblem !== '' || this.#split !== null) return;
    const said = await this.#tools.splitJson(text).then(
      (packets) => ({ text, packets: packets.length, problem: '' }),
      (error: unknown) => refusalOf(text, error),
    );
    if (said !== null && text === this.text) this.#lastSplit = said;
  }

  toRunInput(): RunInput {
    if (this.mode === 'file' && this.chosen)
      return { kind: 'file', file: this.chosen.file, name: this.chosen.name };
    if (this.mode === 'given') return { kind: 'json_text', texts: this.given ?? [] };
    if (this.mode === 'text') return { kind: 'json_text', texts: [JSON.stringify(this.text)] };
    return { kind: 'json_document', text: this.text };
  }

  /** A file without sound is said to be that now, not when it runs. */
  async #look(file: Blob, name: string): Promise<void> {
    const found = await this.#tools.probe(file).catch(() => null); // the run will say why
    if (found && this.chosen?.file === file)
      this.chosen = { file, name, info: found.info, refusal: found.problem };
  }
}

/** Whether the values of a run file fit into the field that the input has anyway. */
function fitsField(type: PortType, given: string[]): boolean {
  const [mode] = MODES[type];
  if (mode === 'text') return given.length === 1 && given[0]?.startsWith('"') === true;
  return mode === 'json' && given.reduce((sum, text) => sum + text.length, 0) <= MOST_TYPED;
}

function stringOf(json: string | undefined): string {
  return json === undefined ? '' : String(JSON.parse(json));
}

/** What a refusal says of the text, or null where it says nothing of it: the run will say why. */
function refusalOf(text: string, error: unknown): Split | null {
  const [problem] = (error as { diagnostics?: Diagnostic[] }).diagnostics ?? [];
  if (problem === undefined) return null;
  const { message, help, line, column } = problem;
  const place = line === undefined ? '' : `Line ${line}, column ${column}: `;
  return { text, packets: null, problem: [place + message, help].filter(Boolean).join(' ') };
}

/** Names line and column, which JSON.parse does not in every browser. */
function problemOf(text: string): string {
  if (text.trim() === '') return `Give some JSON, such as ${FIRST_JSON}.`;
  try {
    wholeValue(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
