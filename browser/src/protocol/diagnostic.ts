/** What went wrong, where, and the way out: one shape from every part (wasm_kernels/WIRE.md). */
export interface Diagnostic {
  severity: 'error' | 'warning';
  /** A stable word for programs, such as `unknown-node-type`. */
  code: string;
  message: string;
  /** The way out; empty or absent where there is none. */
  help?: string;
  /** Place in the manifest, such as `nodes[2].params.factor`. */
  path?: string;
  line?: number;
  column?: number;
  /** The file it is about, inside the bundle or on disk. */
  file?: string;
  node?: string;
  node_type?: string;
  sequence?: number;
  /** Other places that belong to the same problem. */
  related?: RelatedPlace[];
  /** Name of the placeholder that it is about. */
  placeholder?: string;
  cause?: Cause;
}

export interface Cause {
  type: string;
  message: string;
  traceback?: string;
}

export interface RelatedPlace {
  /** In the manifest, as a diagnostic's own. */
  path: string;
  line?: number;
  column?: number;
}
