// What the reader says of a bundle (wasm_kernels/WIRE.md, `Bundle.report`).
import type { Diagnostic } from './diagnostic.ts';
import type { Port } from './plan.ts';

/** `own`: a manifest by itself, which has no code that anybody would have to vouch for. */
export type Verdict = 'verified' | 'unknown-signer' | 'unsigned' | 'broken' | 'own';

export interface BundleEntry {
  index: number;
  name: string;
  bytes: number;
  stored_bytes: number;
  method: 'stored' | 'deflate' | 'zstd';
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
  /** Described where more is known than the name. */
  bundle_nodes: (string | { name: string; is_source?: true; inputs?: Port[]; outputs?: Port[] })[];
  layout: 'rmpkg' | 'sdk' | 'oci' | 'manifest';
  /** Only of the SDK's OCI form. */
  oci?: { bundle_id: string; targets: OciTarget[] };
}

/** The pipeline for one platform, and what it needs there. */
export interface OciTarget {
  platform: string;
  target_id: string | null;
  /** Whether its manifest and files are the ones that the entries are named by. */
  is_opened: boolean;
  manifest_entry: number | null;
  /** Machine code, which is never loaded. */
  plugins: string[];
  native_runtime: boolean;
  python: string | null;
  wheels: string[];
  assets: string[];
}
