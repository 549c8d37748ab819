// What the engine says of a manifest, before anything runs (wasm_kernels/WIRE.md).
import type { Diagnostic, RelatedPlace } from './diagnostic.ts';

export type PortType = 'any' | 'audio' | 'text' | 'json' | 'tensor' | 'bytes' | 'transcript';

export interface Port {
  name: string;
  type: PortType;
}

export interface PlanNode {
  index: number;
  id: string;
  node_type: string;
  runs_in: 'engine' | 'python';
  origin: 'standard' | 'bundle';
  params: Record<string, unknown>;
  is_streaming: boolean;
  is_source: boolean;
  on_error: 'fail' | 'skip' | 'retry';
  retries: number;
  limits: NodeLimits;
  inputs: Port[];
  outputs: Port[];
}

/** What a node may take up; null where nothing bounds it. */
export interface NodeLimits {
  seconds_per_call: number | null;
  memory_bytes: number | null;
  /** With `seconds_per_call`: what to say of a call that had to be ended by force. */
  time_exceeded?: {
    /** Of a call for a packet: `{sequence}` in its message stands for the packet's number. */
    process: Diagnostic;
    /** Of any other. */
    otherwise: Diagnostic;
  };
}

export interface PlanEdge {
  from: number;
  from_port: number;
  to: number;
  to_port: number;
  capacity_packets: number;
  capacity_bytes: number;
  overflow: 'block' | 'drop_oldest' | 'drop_newest';
  merge: 'time' | 'arrival';
}

export interface PlanEnd {
  index: number;
  name: string;
  type: PortType;
  node: number;
  port: number;
}

export interface Plan {
  name: string;
  version: string;
  description: string;
  author: string;
  nodes: PlanNode[];
  edges: PlanEdge[];
  inputs: PlanEnd[];
  outputs: PlanEnd[];
  needs: { python: boolean };
  /** The bundle's wheels that Python installs; absent where it has none. */
  wheels?: string[];
  mode: 'batch' | 'live';
  /** Bound of what all packets take up together. */
  max_bytes: number;
  /** What the package wants from outside of the sandbox. */
  permissions: Permissions;
}

/** As the manifest asks for them; what is not asked for is absent. */
export interface Permissions {
  network?: string[];
  microphone?: boolean;
}

export interface OpenAnswer {
  ok: boolean;
  /** As the manifest has it, whether there is a plan or not; else empty. */
  name: string;
  plan: Plan | null;
  diagnostics: Diagnostic[];
  placeholders: Placeholder[];
}

/** A name that the manifest wants a value for, in the order of the file. */
export interface Placeholder {
  name: string;
  /** What counts where no value is given. */
  default: string | null;
  /** Nothing runs without a value. */
  is_needed: boolean;
  /** Where it stands in the manifest. */
  places: RelatedPlace[];
}

export interface NodeFigures {
  index: number;
  packets_in: number;
  packets_out: number;
  /** Seconds spent in this node. */
  busy_s: number;
  calls: number;
  errors: number;
  /** Packets that it left out of its own accord. */
  left_out: number;
}

export interface EdgeFigures {
  index: number;
  packets: number;
  queued: number;
  queued_bytes: number;
  peak_queued: number;
  dropped: number;
  /** Age of the oldest packet in the queue, in seconds. */
  oldest_s: number;
}

export interface Metrics {
  nodes: NodeFigures[];
  edges: EdgeFigures[];
  crossings: { packets: number; bytes: number };
  memory: { bytes: number; peak_bytes: number; max_bytes: number };
}
