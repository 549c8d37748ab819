// What the embedding page sees of a run: the public face of runtime/.
import type { Diagnostic } from './diagnostic.ts';
import type { BundleReport } from './package.ts';
import type { EdgeFigures, NodeFigures, Placeholder, Plan } from './plan.ts';
import type { AudioFormat, RecordingInfo, SoundPacket, WrittenRecording } from './recording.ts';
import type { OutputPacket, Value } from './value.ts';

/** One input: JSON values, or a file that is read in slices and never held whole. */
export type RunInput =
  | { kind: 'json'; values: unknown[] }
  /** One packet from each JSON text, passed on as it is spelled: 1.0 stays a float. */
  | { kind: 'json_text'; texts: string[] }
  /** A JSON text as a person wrote it: each element of a list is a packet, anything else is one. */
  | { kind: 'json_document'; text: string }
  | { kind: 'file'; file: Blob; name: string };

export type RunPhase = 'starting' | 'running' | 'done' | 'failed' | 'stopped';

/** One row of what is being waited for: a part that loads, Python that starts. */
export interface StartStep {
  name: string;
  done_bytes: number;
  total_bytes: number;
  finished: boolean;
}

export interface LogLine {
  /** Index of the node, or -1 for the runtime itself. */
  node: number;
  stream: 'stdout' | 'stderr';
  text: string;
  /** Lines that were printed right before this one and are left out. */
  missed?: number;
}

/**
 * What has happened since the last digest; at most 60 of them a second. `outputs`, `logs` and
 * `notes` are what is new; `steps`, `nodes` and `edges` are the whole latest lists.
 */
export interface RunDigest {
  phase: RunPhase;
  steps: StartStep[];
  /** Share of the input that has been read, 0 to 1; null where there is no end to know. */
  progress: number | null;
  elapsed_s: number;
  nodes: NodeFigures[];
  edges: EdgeFigures[];
  outputs: OutputPacket[];
  logs: LogLine[];
  notes: Diagnostic[];
  /** With phase failed. */
  error: Diagnostic | null;
  /** Index of the node that is working now, or null. */
  working: number | null;
  /** Seconds for which the sandbox has not answered, `working` being where it is; null while it answers. */
  silent_s: number | null;
}

export interface RunSummary {
  phase: 'done' | 'failed' | 'stopped';
  elapsed_s: number;
  error: Diagnostic | null;
  /** The sandbox was ended while it ran: figures are the last that it told, and a count may be too low. */
  cut_off?: true;
  /** What happened when, as Trace Event JSON (Perfetto, chrome://tracing), where it was asked for. */
  trace?: Blob;
}

export interface RunOptions {
  /** Records what happens when; a run that is stopped is then given a moment to write it. */
  trace?: boolean;
}

export interface Run {
  /** Gets every digest from the first on; returns the way to end that. */
  subscribe(listener: (digest: RunDigest) => void): () => void;
  /** Ends the run whatever it is doing; resolves when a new sandbox is ready. */
  stop(): Promise<void>;
  readonly finished: Promise<RunSummary>;
}

export interface OpenedPackage {
  readonly name: string;
  /** Size of the file, bytes. */
  readonly size: number;
  readonly report: BundleReport;
  /** Null where the manifest has errors: see diagnostics. */
  readonly plan: Plan | null;
  /** What the manifest calls itself, whether there is a plan or not; empty where it does not say. */
  readonly manifest_name: string;
  readonly manifest_text: string;
  readonly diagnostics: Diagnostic[];
  /** What the manifest wants to be given, whether there is a plan or not. */
  readonly placeholders: Placeholder[];
  /** What stands beside the manifest of a run file. */
  readonly given: GivenValues;
  /** The same package with its manifest read anew, a package of its own; both must be closed. */
  reopen(reading: ManifestReading): Promise<OpenedPackage>;
  run(inputs: Record<string, RunInput>, options?: RunOptions): Run;
  /** One file of the bundle, checked against its hash. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** How a package is opened, beside what it is. */
export interface OpenOptions extends ManifestReading {
  signal?: AbortSignal;
  /** Told now and then how many bytes of the file have been read and checked. */
  progress?: (bytes: number) => void;
}

/** Values for a run's inputs as a run file has them: JSON texts, a packet each; null where it has none. */
export interface GivenValues {
  /** By name of the input. */
  inputs: Record<string, string[]> | null;
  /** For every input that has none of its own. */
  input_data: string[] | null;
}

/** `data`: named like a pipeline, and its content is none; null: a file of another kind. */
export type Recognised = 'pipeline' | 'data' | null;

/** How its manifest is read. */
export interface ManifestReading {
  /** What the placeholders `${NAME}` of the manifest stand for; without it they have their defaults or are an error. */
  values?: Record<string, string>;
  /** What means nothing in the manifest is an error, not a warning. */
  strict?: boolean;
  /** `page`: problems are read beside fields for the placeholders; without it their way out is the terminal's. */
  host?: 'page' | 'terminal';
}

/** Rejection of {@link Runtime.open}: why the file cannot be opened at all. */
export interface OpenError extends Error {
  name: 'OpenError';
  diagnostics: Diagnostic[];
}

export interface Runtime {
  /** Rejects with an OpenError that carries diagnostics when the file cannot be opened at all. */
  open(source: Blob, name: string, options?: OpenOptions): Promise<OpenedPackage>;
  /** A file of one or more audio packets of the same form. */
  recording(packets: SoundPacket[], format: AudioFormat): Promise<WrittenRecording>;
  /**
   * What a recording is, from its header and tags, or why it is none; nothing of it is decoded. For
   * files that are given to inputs of sound.
   */
  probe(file: Blob): Promise<{ info: RecordingInfo | null; problem: Diagnostic | null }>;
  /** Whether a file is a pipeline by itself, a manifest or a run file, told by its name and its content. */
  recognise(file: Blob, name: string): Promise<Recognised>;
  /** Values as JSON text, spelled as the terminal does; arrays and sound are written out. */
  json(values: Value[]): Promise<string[]>;
  /** `{"outputs": {name: [value, …]}}` as a file, its values spelled as by {@link json}. */
  resultsDocument(outputs: { name: string; packets: OutputPacket[] }[]): Promise<Blob>;
  /**
   * The outputs of a run as the older SDK gives them, JSON text: the bare value where there is exactly one
   * result, else a list; or that in the SDK's envelope with `status` and `graph_info`.
   */
  sdkOutputs(
    plan: Plan,
    outputs: { name: string; packets: OutputPacket[] }[],
    options?: { envelope?: boolean },
  ): Promise<string>;
  /**
   * The packets that a JSON text stands for, each as it is spelled: the elements of a list, else the
   * one value. Rejects with an error whose `diagnostics` say where the text is wrong.
   */
  splitJson(text: string): Promise<string[]>;
  /** How Python started, whether the page is isolated, what fell back and why. */
  diagnostics(): Record<string, string>;
  close(): void;
}
