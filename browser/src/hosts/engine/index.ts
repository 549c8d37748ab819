/** What the pipeline worker runs: the engine's driver, with Python as a host where the plan needs it. */
import { instantiateRust } from '../../platform/rust_module.ts';
import { createPyodideHost } from '../python/pyodide_host.ts';
import type { StartedPython } from '../python/start_python.ts';
import { serveRun } from './serve_run.ts';

/** What the worker around it gives. */
export interface PipelineScope {
  /** Ends in the broker; comes when the sandbox is taken for a package. */
  readonly broker: Promise<MessagePort>;
  /** A start-up part by name, as it is and compiled. */
  bytes(name: string): Promise<ArrayBuffer>;
  module(name: string): Promise<WebAssembly.Module>;
  /** Starts Python, or joins the start begun ahead. */
  python(): Promise<StartedPython>;
  /** The driver itself is broken: ends the sandbox. */
  fail(error: unknown): void;
}

/** Call once, as soon as the worker is up: the wasm is compiled before any package is known. */
export function servePipeline(scope: PipelineScope): void {
  const fail = (error: unknown) => scope.fail(error);
  const module = scope.module('runtime_bg.wasm');
  const pythonHost = async () =>
    createPyodideHost((await scope.python()).py, () => scope.bytes('installer.zip'));
  Promise.all([module, scope.broker]).then(([compiled, port]) => {
    serveRun({ rust: instantiateRust(compiled), port, pythonHost, fail });
  }, fail);
}
