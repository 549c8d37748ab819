/**
 * A program of its own, run by sdk_memory.ts: restores the snapshot, imports the node SDK and the
 * standard nodes, and writes what has changed in memory. The same input gives the same bytes.
 *
 * usage: node … CONFIG, a JSON text of `ImportSdk`
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import type { loadPyodide as LoadPyodide } from 'pyodide';
import {
  type CreatePyodideModule,
  type Runs,
  type SnapshotLayout,
  withSideModules,
} from '../src/hosts/python/side_modules.ts';
import { placeFiles, SITE } from '../src/hosts/python/stored_zip.ts';
import { PAGE, type SnapshotSource, takeSnapshot } from '../src/hosts/python/take_snapshot.ts';
import type { ImportSdk } from './sdk_memory.ts';

const { pyodide, vendor, sdk, out }: ImportSdk = JSON.parse(process.argv[2] ?? '');

// As in toolchain/snapshot/make_snapshot.ts: what differs from run to run is set by hand.
const anonymous = { userAgent: 'snapshot', languages: ['C'], platform: '' };
Object.defineProperty(globalThis, 'navigator', { value: anonymous, configurable: true });
Object.assign(crypto, { randomFillSync: (view: Uint8Array) => view.fill(7) });
Date.now = () => 1704067200000;
performance.now = () => 0;

const read = (name: string) => new Uint8Array(fs.readFileSync(path.join(vendor, name)));
const load = (name: string) => import(pathToFileURL(path.join(pyodide, name)).href);
const { loadPyodide } = (await load('pyodide.mjs')) as { loadPyodide: typeof LoadPyodide };
const { default: create } = (await load('pyodide.asm.mjs')) as { default: CreatePyodideModule };

const files = JSON.parse(new TextDecoder().decode(read('numpy/side_modules.json')));
const layout = JSON.parse(new TextDecoder().decode(read('python_snapshot/layout.json'))) as SnapshotLayout;
const memory = new Uint8Array(brotliDecompressSync(read('python_snapshot/python.memory.br')));
const libraries = layout.placed.map(([at]) => ({
  path: at,
  module: new WebAssembly.Module(read(`numpy/${files[at.slice(SITE.length + 1)]}`)),
}));

const py = await loadPyodide({
  env: { PYTHONHASHSEED: '0', LANG: 'C.UTF-8' },
  _sysExecutable: 'python',
  _makeSnapshot: true,
  _loadSnapshot: read('python_snapshot/python.head'),
  createPyodideModule: withSideModules(create, { libraries, snapshot: { layout, memory } }),
});
placeFiles(py.FS, read('numpy/files.zip'), SITE);
placeFiles(py.FS, new Uint8Array(fs.readFileSync(sdk)), SITE);
py.runPython(`
def settle():
    import gc, importlib, sys
    from py_nodes.sdk.bundle_nodes import list_folders_again
    import py_nodes.pyodide_adapter
    from py_nodes.standard import MODULES
    for module in sorted(set(MODULES.values())):
        importlib.import_module(f"py_nodes.standard.{module}")
    sys.path.remove("")  # added again at each start
    list_folders_again()  # the folders of a start have other times
    gc.collect()
    gc.freeze()
import importlib; importlib.invalidate_caches()
settle()
del settle, importlib
`);
const after = takeSnapshot(py as unknown as SnapshotSource);
if (JSON.stringify(after.layout.handles) !== JSON.stringify(layout.handles))
  throw new Error('the node SDK has loaded a library that the snapshot does not hold');
if (Buffer.compare(after.head, read('python_snapshot/python.head')) !== 0)
  throw new Error('the node SDK keeps an object of JavaScript, which a snapshot cannot hold');

const { heapBytes } = after.layout;
const before = heapOf(layout, memory, heapBytes);
const now = heapOf(after.layout, after.memory, heapBytes);
for (let at = 0; at < heapBytes; at++) (now[at] as number) ^= before[at] as number;
const changed: [number, number][] = [];
const pages: Uint8Array[] = [];
for (let at = 0; at < heapBytes; at += PAGE) {
  const page = now.subarray(at, at + PAGE);
  if (page.every((byte) => byte === 0)) continue;
  pages.push(page);
  const last = changed.at(-1);
  if (last && last[0] + last[1] === at) last[1] += PAGE;
  else changed.push([at, PAGE]);
}
const head = `${JSON.stringify({ ...layout, heapBytes, changed } satisfies SnapshotLayout)}\n`;
fs.writeFileSync(out, Buffer.concat([Buffer.from(head), ...pages]));

function heapOf({ runs }: { runs: Runs }, stored: Uint8Array, bytes: number): Uint8Array {
  const heap = new Uint8Array(bytes);
  let from = 0;
  for (const [at, length] of runs) {
    heap.set(stored.subarray(from, from + length), at);
    from += length;
  }
  return heap;
}
