/** Restores the vendored snapshot in Node: the page's own shim, numpy and memory image together. */
import fs from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { loadPyodide } from 'pyodide';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CreatePyodideModule,
  LAYOUT_VERSION,
  type SideModule,
  type SnapshotLayout,
  withSideModules,
} from './side_modules.ts';

const vendor = (name: string) => path.resolve('vendor', name);
const bytes = (name: string) => new Uint8Array(fs.readFileSync(vendor(name)));

let create: CreatePyodideModule;
let layout: SnapshotLayout;
let memory: Uint8Array;
let libraries: SideModule[];

/** A restore with something of it replaced. */
function restore(other: { libraries?: SideModule[]; layout?: SnapshotLayout; memory?: Uint8Array } = {}) {
  const snapshot = { layout: other.layout ?? layout, memory: other.memory ?? memory };
  return loadPyodide({
    _loadSnapshot: bytes('python_snapshot/python.head'),
    createPyodideModule: withSideModules(create, { libraries: other.libraries ?? libraries, snapshot }),
  });
}

beforeAll(async () => {
  const loader: string = path.resolve('node_modules/pyodide/pyodide.asm.mjs');
  create = ((await import(/* @vite-ignore */ loader)) as { default: CreatePyodideModule }).default;
  layout = JSON.parse(fs.readFileSync(vendor('python_snapshot/layout.json'), 'utf8')) as SnapshotLayout;
  memory = new Uint8Array(brotliDecompressSync(bytes('python_snapshot/python.memory.br')));
  libraries = layout.placed.map(([at]) => ({
    path: at,
    module: new WebAssembly.Module(bytes(`numpy/${path.basename(at)}`)),
  }));
}, 60_000);

describe('the vendored snapshot', () => {
  it('restores with numpy already imported, and computes', async () => {
    const py = await restore();
    expect(py.runPython('import sys; "numpy.linalg" in sys.modules and "asyncio" in sys.modules')).toBe(true);
    expect(
      py.runPython('import numpy; float(numpy.linalg.solve(numpy.eye(3) * 2, numpy.ones(3)).sum())'),
    ).toBe(1.5);
  }, 60_000);

  it('tells the stages of a start in their order', async () => {
    const stages: string[] = [];
    await loadPyodide({
      createPyodideModule: withSideModules(create, { libraries, mark: (stage) => stages.push(stage) }),
    });
    expect(stages).toEqual(['main module', 'prerun', 'side modules', 'runtime']);
  }, 60_000);

  it('is refused where a side module is missing or the order is another', async () => {
    await expect(restore({ libraries: libraries.slice(0, -1) })).rejects.toThrow('other side modules');
    await expect(restore({ libraries: libraries.toReversed() })).rejects.toThrow('other side modules');
  }, 60_000);

  it('is refused where its layout has another version or its memory another length', async () => {
    const later = { ...layout, version: LAYOUT_VERSION + 1 };
    await expect(restore({ layout: later })).rejects.toThrow('layout has version');
    await expect(restore({ memory: memory.subarray(0, -1) })).rejects.toThrow('its layout tells of');
  }, 60_000);
});
