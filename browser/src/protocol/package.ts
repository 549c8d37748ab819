// What the reader says of a bundle (wasm_kernels/WIRE.md, `Bundle.report`).
import type { Diagnostic } from './diagnostic.ts';

export type Verdict = 'verified' | 'unknown-signer' | 'unsigned' | 'broken';

export interface BundleEntry {
  index: number;
  name: string;
  bytes: number;
  stored_bytes: number;
  method: 'stored' | 'deflate';
  sha256: string;
}

export interface BundleReport {
  verdict: Verdict;
  reasons: Diagnostic[];
  signer: { name: string; fingerprint: string } | null;
  entries: BundleEntry[];
  manifest_entry: number;
  bundle_nodes: string[];
  layout: 'rmpkg' | 'sdk';
}
