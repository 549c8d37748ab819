// What the broker and the pipeline worker in the sandbox say to each other during a run, over one
// port. Whatever comes from the worker may have been sent by package code: the broker checks it.
import type { Diagnostic } from './diagnostic.ts';
import type { EdgeFigures, NodeFigures } from './plan.ts';
import type { SoundPiece } from './recording.ts';
import type { LogLine } from './run.ts';
import type { OutputPacket } from './value.ts';

/** Where the packets of one input come from. */
export type InputSource =
  /** Each text is one JSON value, and one packet. */
  | { kind: 'json'; texts: string[] }
  /** A whole JSON text, which is split into packets. */
  | { kind: 'json_document'; text: string }
  /** Read in slices that the worker asks for; `read_as` is the kind of packet it becomes (WIRE.md). */
  | { kind: 'file'; name: string; size: number; read_as: number }
  /** Decoded on the app's side, in pieces that the worker asks for. */
  | { kind: 'recording'; name: string };

export interface PlacedSource {
  /** Index into the plan's inputs. */
  input: number;
  source: InputSource;
}

/** A file of the bundle, checked against its hash. */
export interface BundleFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** All that one run needs besides the runtime itself. */
export interface RunRequest {
  manifest: Uint8Array<ArrayBuffer>;
  /** JSON, as `Pipeline.open` wants it. */
  context: Uint8Array<ArrayBuffer>;
  files: BundleFile[];
  sources: PlacedSource[];
  /** `context` asks for a trace: it is to be sent before `ended`. */
  traced: boolean;
}

export type ToPipeline =
  | { kind: 'run'; request: RunRequest }
  /** The answer to `want`: fewer bytes than wanted only at the end of the file. */
  | { kind: 'slice'; input: number; bytes: ArrayBuffer }
  | { kind: 'slice_failed'; input: number; message: string }
  /** The answer to `want_sound`; a piece without frames is the end. */
  | { kind: 'sound'; input: number; channels: number; sample_rate: number; piece: SoundPiece }
  | { kind: 'sound_failed'; input: number; error: Diagnostic }
  /** Outputs of so many bytes have been shown: there is room for more. */
  | { kind: 'taken'; bytes: number }
  /** Ends the run in order: nodes clean up, what has come out stays. */
  | { kind: 'cancel' }
  | { kind: 'outside_answer'; answer: OutsideAnswer };

/** What has happened in the worker since the last batch. */
export interface RunBatch {
  /** Share of the input that has been read, 0 to 1; null where there is no end to know. */
  progress: number | null;
  /** Null where nothing new was measured. */
  figures: { nodes: NodeFigures[]; edges: EdgeFigures[] } | null;
  outputs: OutputPacket[];
  /** Of all payloads in `outputs`, to be acknowledged by `taken`. */
  output_bytes: number;
  logs: LogLine[];
  notes: Diagnostic[];
}

export type RunEnd = { how: 'complete' | 'cancelled' } | { how: 'failed'; error: Diagnostic };

export type FromPipeline =
  /** The nodes are ready and the first packet goes in. */
  | { kind: 'running' }
  /**
   * The worker enters this node, for the packet of that number or for none; told at most once a
   * millisecond, so that a hang has a name.
   */
  | { kind: 'working'; node: number; packet: number | null }
  | { kind: 'want'; input: number; offset: number; bytes: number }
  | { kind: 'want_sound'; input: number }
  | { kind: 'batch'; batch: RunBatch }
  /** The next piece of the trace that was asked for. */
  | { kind: 'trace'; bytes: Uint8Array<ArrayBuffer> }
  /** The last message of a run; a batch with the rest came before it. */
  | { kind: 'ended'; end: RunEnd }
  | { kind: 'outside'; request: OutsideRequest };

/** Something that a running package may not do by itself: network, model bytes, microphone. */
export interface OutsideRequest {
  /** Chosen by the asker, comes back in the answer. */
  id: number;
  ask: string;
  body: unknown;
}

export type OutsideAnswer =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; code: string; message: string; help: string };
