/**
 * The Rust wasm (engine, native nodes, bundle reader), instantiated once per thread.
 * No import() and no URL: the caller brings the bytes, so that this also runs in a classic worker
 * that can load nothing.
 */
import { Bundle, Document, initSync, Pipeline, SdkResults } from '../../../vendor/rust/runtime.js';

export interface RustModule {
  readonly memory: WebAssembly.Memory;
  readonly Pipeline: typeof Pipeline;
  readonly Bundle: typeof Bundle;
  readonly Document: typeof Document;
  readonly SdkResults: typeof SdkResults;
}

/** A module compiled elsewhere, or the bytes. A second call gives the instance of the first. */
export function instantiateRust(module: WebAssembly.Module | BufferSource): RustModule {
  const { memory } = initSync({ module });
  return { memory, Pipeline, Bundle, Document, SdkResults };
}
