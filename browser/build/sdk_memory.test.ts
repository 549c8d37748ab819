/** The node SDK in the snapshot's memory, restored as the page does it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { loadPyodide } from 'pyodide';
import { beforeAll, expect, it } from 'vitest';
import {
  type CreatePyodideModule,
  type SnapshotLayout,
  withSideModules,
} from '../src/hosts/python/side_modules.ts';
import { placeFiles, SITE } from '../src/hosts/python/stored_zip.ts';
import { sha256 } from './build_cache.ts';
import { compileSdk } from './node_sdk.ts';
import { importSdk, type SdkMemory, sdkMemory } from './sdk_memory.ts';

const ROOT = path.resolve();
const VENDOR = path.resolve('vendor');
const bytes = (name: string) => new Uint8Array(readFileSync(path.join(VENDOR, name)));

let create: CreatePyodideModule;
let made: SdkMemory;
let layout: SnapshotLayout;

beforeAll(async () => {
  const loader: string = path.resolve('node_modules/pyodide/pyodide.asm.mjs');
  create = ((await import(/* @vite-ignore */ loader)) as { default: CreatePyodideModule }).default;
  made = await sdkMemory(ROOT, VENDOR, await compileSdk(ROOT));
  layout = JSON.parse(new TextDecoder().decode(made.layout)) as SnapshotLayout;
}, 120_000);

const restore = (changes: Uint8Array) =>
  loadPyodide({
    _loadSnapshot: bytes('python_snapshot/python.head'),
    createPyodideModule: withSideModules(create, {
      libraries: layout.placed.map(([at]) => ({
        path: at,
        module: new WebAssembly.Module(bytes(`numpy/${path.basename(at)}`)),
      })),
      snapshot: {
        layout,
        memory: new Uint8Array(brotliDecompressSync(bytes('python_snapshot/python.memory.br'))),
        changes,
      },
    }),
  });

it('has the SDK and the standard nodes imported before any file is there', async () => {
  const py = await restore(made.changes);
  expect(
    py.runPython(`
from py_nodes.pyodide_adapter import begin
from py_nodes.standard.text_processor import TextProcessorNode
begin()
TextProcessorNode("t").process({"text": "as is", "operations": ["uppercase"]})["results"]["uppercase"]`),
  ).toBe('AS IS');
  expect(py.runPython('import numpy; float(numpy.arange(4.0).sum())')).toBe(6);
}, 60_000);

it('finds the files of what is not imported once they are placed', async () => {
  const py = await restore(made.changes);
  placeFiles(py.FS, new Uint8Array(await compileSdk(ROOT)), SITE);
  expect(
    py.runPython(`
from py_nodes.pyodide_adapter import begin
begin()
import py_nodes.sdk.bundle_wheels
"py_nodes.sdk.bundle_wheels" in __import__("sys").modules`),
  ).toBe(true);
}, 60_000);

it('draws other random numbers at each start', async () => {
  const draw = async () => {
    const py = await restore(made.changes);
    return py.runPython(
      'from py_nodes.pyodide_adapter import begin; begin(); import random, numpy; repr([random.random(), numpy.random.rand()])',
    );
  };
  expect(await draw()).not.toBe(await draw());
}, 60_000);

it('gives the same bytes again', async () => {
  const again = await importSdk(ROOT, VENDOR, await compileSdk(ROOT));
  expect(sha256(again)).toBe(sha256(await importSdk(ROOT, VENDOR, await compileSdk(ROOT))));
}, 120_000);

it('is refused where it is not the length that the layout tells', async () => {
  await expect(restore(made.changes.subarray(4096))).rejects.toThrow('its layout tells of');
}, 60_000);
