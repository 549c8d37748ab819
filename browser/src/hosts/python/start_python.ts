/**
 * Starts Python in the pipeline worker: from the memory snapshot, or plainly where that does not
 * fit. Nothing is fetched and nothing imported: every byte is a part that the page hands in.
 *
 * Order: Pyodide's start with the side modules in place, as the compiled modules come → memory
 * restored, with numpy and the node SDK imported → files placed → random generators reseeded.
 */
import type { PyodideAPI } from 'pyodide';
import { loadPyodide } from 'pyodide';
import createPyodideModule from 'pyodide/pyodide.asm.mjs';
import type { PythonStart } from '../../protocol/sandbox.ts';
import { type CreatePyodideModule, type SnapshotLayout, withSideModules } from './side_modules.ts';
import { placeFiles, SITE } from './stored_zip.ts';

/** Pyodide's own description of its build, from its lock file; filled in by the build. */
declare const PYODIDE_LOCK_INFO: { abi_version: string; arch: string; platform: string; python: string };

/** Pyodide asks for its two files by URL. No such host exists: `serveParts` answers from the parts. */
const BASE = 'https://runtime.invalid/';

export interface StartedPython extends PythonStart {
  py: PyodideAPI;
}

export interface PythonParts {
  /** A start-up part as soon as it is here, as bytes or as a compiled module. */
  bytes(name: string): Promise<ArrayBuffer>;
  module(name: string): Promise<WebAssembly.Module>;
  /** Lets go of bytes that are in place. */
  forget(names: Iterable<string>): void;
  /** Called with the name of each stage as it is reached. */
  mark(stage: string): void;
  readonly marks: Record<string, number>;
}

/** Rejects only where the plain start fails as well. */
export async function startPython(parts: PythonParts): Promise<StartedPython> {
  const asked = new Set<string>();
  const bytes = (name: string) => {
    asked.add(name);
    return parts.bytes(name);
  };
  const module = (name: string) => {
    asked.add(name);
    return parts.module(name);
  };
  const putBack = serveParts({ bytes, module, mark: parts.mark });
  const jspi = jspiWorks();
  let py: PyodideAPI;
  let how: PythonStart['how'] = 'snapshot';
  let reason = '';
  try {
    try {
      py = await restore({ bytes, module, mark: parts.mark });
    } catch (error) {
      how = 'plain';
      reason = String(error instanceof Error ? error.message : error);
      py = await startPlainly(bytes);
    }
  } finally {
    putBack();
  }
  parts.mark('python');
  for (const name of ['files.zip', 'sdk.zip']) placeFiles(py.FS, await bytes(name), SITE);
  py.runPython(FRESH);
  letTerminate(py);
  parts.mark('ready');
  parts.forget(asked);
  return { py, how, reason, jspi: await jspi, marks: parts.marks };
}

/** The node SDK is in the snapshot (browser/build/sdk_memory.ts); a plain start has yet to find it. */
const FRESH = `
import sys
if "py_nodes" not in sys.modules:
    import importlib
    importlib.invalidate_caches()
from py_nodes.pyodide_adapter import begin
begin()
`;

/**
 * WebKit ends a worker only where it calls JavaScript: an endless loop that stays within wasm would
 * go on for ever behind a removed frame, on one core and half of the page's. With an interrupt buffer
 * CPython calls out once in 50 backward jumps. Nobody ever writes into it.
 */
function letTerminate(py: PyodideAPI): void {
  py.setInterruptBuffer(new Uint8Array(1));
}

type Bytes = PythonParts['bytes'];

/**
 * Nothing is waited for before Pyodide is called: its glue (half a megabyte of JavaScript) is read
 * while the modules are still being compiled.
 */
async function restore({ bytes, module, mark }: Omit<PythonParts, 'forget' | 'marks'>): Promise<PyodideAPI> {
  const layout = json<SnapshotLayout>(bytes('layout.json'));
  const known = sideModuleFiles(bytes);
  const [memory, changes] = ['python.memory', 'sdk.memory'].map((name) =>
    bytes(name).then((buffer) => new Uint8Array(buffer)),
  ) as [Promise<Uint8Array>, Promise<Uint8Array>];
  const libraries = Promise.all([layout, known]).then(([{ placed }, files]) =>
    Promise.all(
      placed.map(async ([path]) => {
        const file = files.get(path);
        if (file === undefined)
          throw new Error(`the snapshot wants ${path}, which is not among the side modules`);
        return { path, module: await module(file) };
      }),
    ),
  );
  for (const awaited of [layout, known, memory, changes, libraries]) awaited.catch(() => {}); // each is awaited below
  const py = await loadPyodide({
    ...settings(),
    _loadSnapshot: bytes('python.head').then((head) => new Uint8Array(head)) as never,
    createPyodideModule: withSideModules(createPyodideModule as CreatePyodideModule, {
      libraries,
      snapshot: { layout, memory, changes },
      mark,
    }),
  });
  const files = await known;
  for (const [path] of (await layout).placed) files.delete(path); // imported already: no file is asked for
  await placeSideModules(py, bytes, files);
  return py;
}

/** Without the snapshot, from the same parts: every extension module is a file. */
async function startPlainly(bytes: Bytes): Promise<PyodideAPI> {
  const py = await loadPyodide({
    ...settings(),
    createPyodideModule: withSideModules(createPyodideModule as CreatePyodideModule, { libraries: [] }),
  });
  await placeSideModules(py, bytes, await sideModuleFiles(bytes));
  return py;
}

/** Path as Python sees it → name of the part. */
async function sideModuleFiles(bytes: Bytes): Promise<Map<string, string>> {
  const files = await json<Record<string, string>>(bytes('side_modules.json'));
  return new Map(Object.entries(files).map(([name, file]) => [`${SITE}/${name}`, file]));
}

async function placeSideModules(py: PyodideAPI, bytes: Bytes, files: Map<string, string>): Promise<void> {
  for (const [path, file] of files) {
    py.FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    py.FS.writeFile(path, new Uint8Array(await bytes(file)), { canOwn: true });
  }
}

async function json<T>(bytes: Promise<ArrayBuffer>): Promise<T> {
  return JSON.parse(new TextDecoder().decode(await bytes)) as T;
}

const settings = () => ({
  indexURL: BASE,
  stdLibURL: `${BASE}python_stdlib.zip`,
  lockFileContents: { info: PYODIDE_LOCK_INFO, packages: {} } as never,
});

/** Answers Pyodide's two requests from the parts; returns the way back to the worker's own functions. */
function serveParts({ bytes, module, mark }: Omit<PythonParts, 'forget' | 'marks'>): () => void {
  const ownFetch = self.fetch;
  const ownStreaming = WebAssembly.instantiateStreaming;
  // Asked for once: a plain start after a failed restore uses it again.
  const main = module('pyodide.asm.wasm');
  main.then(() => mark('compiled')).catch(() => {});
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const compiled = await main;
    return { module: compiled, instance: await WebAssembly.instantiate(compiled, imports) };
  };
  self.fetch = async (input) => {
    const name = String(input instanceof Request ? input.url : input).slice(BASE.length);
    return new Response(name === 'pyodide.asm.wasm' ? new Uint8Array() : await bytes(name));
  };
  return () => {
    self.fetch = ownFetch;
    WebAssembly.instantiateStreaming = ownStreaming;
  };
}

/** True where wasm can really be suspended: some engines only have the names. */
export async function jspiWorks(): Promise<boolean> {
  const { Suspending, promising } = WebAssembly as unknown as {
    Suspending: new (imported: () => Promise<number>) => WebAssembly.ImportValue;
    promising: (exported: unknown) => () => Promise<number>;
  };
  try {
    // (module (import "e" "f" (func (result i32))) (func (export "g") (result i32) call 0))
    const module = new WebAssembly.Module(
      new Uint8Array([
        ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127],
        ...[2, 7, 1, 1, 101, 1, 102, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 103, 0, 1],
        ...[10, 6, 1, 4, 0, 16, 0, 11],
      ]),
    );
    const { exports } = new WebAssembly.Instance(module, { e: { f: new Suspending(async () => 7) } });
    return (await promising(exports.g)()) === 7;
  } catch {
    return false;
  }
}
