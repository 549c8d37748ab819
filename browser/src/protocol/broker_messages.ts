// What the page and the broker worker say to each other. Every request has one answer.
import type { Diagnostic } from './diagnostic.ts';
import type { BundleReport } from './package.ts';
import type { RunEnd } from './pipeline_messages.ts';
import type { EdgeFigures, NodeFigures, Placeholder, Plan } from './plan.ts';
import type { AudioFormat, RecordingInfo, SoundPacket, WrittenRecording } from './recording.ts';
import type { GivenValues, LogLine, ManifestReading, Recognised, RunInput } from './run.ts';
import type { OutputPacket, Value } from './value.ts';

/** A package that the broker holds open. */
export interface OpenedBundle {
  /** The broker's number for it. */
  bundle: number;
  report: BundleReport;
  plan: Plan | null;
  manifest_name: string;
  manifest_text: string;
  diagnostics: Diagnostic[];
  placeholders: Placeholder[];
  given: GivenValues;
}

/** Requests by name: what goes in and what comes back. */
export interface BrokerRequests {
  open: { in: { source: Blob; name: string; reading: ManifestReading }; out: OpenedBundle };
  /** The same package with its manifest read anew: a package of its own, to be closed by itself. */
  reopen: { in: { bundle: number; reading: ManifestReading }; out: OpenedBundle };
  /** One file of a bundle, checked against its hash. */
  read: { in: { bundle: number; name: string }; out: Uint8Array<ArrayBuffer> };
  /** Serves a run over `port`, whose other end is in the sandbox, until `retire`. */
  run: {
    in: { run: number; bundle: number; inputs: Record<string, RunInput>; port: MessagePort; traced: boolean };
    out: null;
  };
  /** The run's sandbox is gone: closes the port and gives what had come out. */
  retire: { in: { run: number }; out: BrokerDigest };
  close: { in: { bundle: number }; out: null };
  /** JSON texts of values, one each. */
  json: { in: { values: Value[] }; out: string[] };
  /** The file of all results. */
  results: { in: { outputs: { name: string; values: Value[] }[] }; out: Blob };
  /** What a file is that was chosen for an input of sound, or why it is none. */
  probe: { in: { file: Blob }; out: { info: RecordingInfo | null; problem: Diagnostic | null } };
  /** The outputs as the older SDK gives them, JSON text. */
  sdk_results: {
    in: { plan: Plan; outputs: { name: string; packets: OutputPacket[] }[]; envelope: boolean };
    out: string;
  };
  /** What a file is that may be a pipeline by itself. */
  recognise: { in: { file: Blob; name: string }; out: Recognised };
  split_json: { in: { text: string }; out: string[] };
  recording: { in: { packets: SoundPacket[]; format: AudioFormat }; out: WrittenRecording };
}

export type BrokerRequestName = keyof BrokerRequests;

/** Where the broker's own parts lie. */
export interface BrokerAddresses {
  /** The Rust wasm. */
  wasm: string;
  /** The wasm that reads recordings, fetched when there is one. */
  audio_files: string;
  /** JSON: the standard Python nodes. */
  catalogue: string;
  /** JSON: what the sandbox's Python takes for a wheel. */
  wheel_host: string;
}

export type ToBroker =
  /** First of all. */
  | ({ kind: 'begin' } & BrokerAddresses)
  | {
      [Name in BrokerRequestName]: {
        kind: 'request';
        id: number;
        name: Name;
        body: BrokerRequests[Name]['in'];
      };
    }[BrokerRequestName]
  /** Gives request `id` up; its answer is a refusal. */
  | { kind: 'abort'; id: number }
  /** The page has handed on a digest with so many bytes of outputs. */
  | { kind: 'taken'; run: number; bytes: number }
  /** Ends a run in order, so that its trace can still be had. */
  | { kind: 'cancel'; run: number };

export type FromBroker =
  | { kind: 'answer'; id: number; value: BrokerRequests[BrokerRequestName]['out'] }
  | { kind: 'refusal'; id: number; failure: BrokerFailure }
  /** Of request `id`: so many bytes of its file have been read and checked. */
  | { kind: 'progress'; id: number; bytes: number }
  | { kind: 'digest'; run: number; digest: BrokerDigest };

/** What has happened in a run since the last digest; at most 60 a second for each run. */
export interface BrokerDigest {
  running: boolean;
  progress: number | null;
  working: number | null;
  /** Number of the packet that it works for, or null. */
  packet: number | null;
  /** The whole latest lists; empty where nothing has been measured yet. */
  nodes: NodeFigures[];
  edges: EdgeFigures[];
  outputs: OutputPacket[];
  output_bytes: number;
  logs: LogLine[];
  notes: Diagnostic[];
  /** Set in the last digest of a run. */
  end: RunEnd | null;
  /** With `end`, where a trace was recorded. */
  trace: Blob | null;
}

/** An error, field by field, as it crosses from the broker. */
export interface BrokerFailure {
  message: string;
  diagnostics: Diagnostic[];
  /** The remote stack, for the console; empty where the cause is not a defect of ours. */
  stack: string;
}
