// What the reader says of a bundle (wasm_kernels/WIRE.md, `Bundle.report`).
import type { Diagnostic } from './diagnostic.ts';

export type Verdict = 'verified' | 'unknown-signer' | 'unsigned' | 'broken';

export interface BundleEntry {
  index: number;
  name: string;
  bytes: number;
  stored_bytes: number;
  method: 'stored' | 'deflate';
  /** Hex; empty where it was not read. */
  sha256: string;
}

export interface BundleReport {
  verdict: Verdict;
  reasons: Diagnostic[];
  signer: { name: string; fingerprint: string } | null;
  entries: BundleEntry[];
  /** Null where there is none, or the file could not be read that far. */
  manifest_entry: number | null;
  bundle_nodes: string[];
  layout: 'rmpkg' | 'sdk';
}
