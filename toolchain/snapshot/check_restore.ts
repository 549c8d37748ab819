/**
 * usage: check_restore.ts PYODIDE_FOLDER NUMPY_FOLDER SNAPSHOT_FOLDER      (Node 24 or later)
 *
 * Restores twice and checks results, fresh entropy and on-demand imports; then that a snapshot
 * which does not fit is refused before it is used.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import zlib from 'node:zlib';
import {
  type SideModule,
  type SnapshotLayout,
  withSideModules,
} from '../../browser/src/hosts/python/side_modules.ts';
import { placeFiles } from '../../browser/src/hosts/python/stored_zip.ts';
import { NumpyParts, pyodideFrom, SITE } from './parts.ts';

const [pyodideFolder, numpyFolder, folder] = process.argv.slice(2);
if (!pyodideFolder || !numpyFolder || !folder)
  throw new Error('usage: check_restore.ts PYODIDE_FOLDER NUMPY_FOLDER SNAPSHOT_FOLDER');
const { loadPyodide, create } = await pyodideFrom(pyodideFolder);
const numpy = new NumpyParts(numpyFolder);
const layout: SnapshotLayout = JSON.parse(fs.readFileSync(`${folder}/layout.json`, 'utf8'));
const memory = new Uint8Array(zlib.brotliDecompressSync(fs.readFileSync(`${folder}/python.memory.br`)));
const libraries = layout.placed.map(([path]) => ({ path, module: numpy.module(path) }));

const restore = (libraries: SideModule[], layoutUsed: SnapshotLayout = layout) =>
  loadPyodide({
    _loadSnapshot: new Uint8Array(fs.readFileSync(`${folder}/python.head`)),
    createPyodideModule: withSideModules(create, { libraries, snapshot: { layout: layoutUsed, memory } }),
  });

const expectedNames = fs
  .readFileSync(new URL('imports.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));

const seen: unknown[] = [];
for (let round = 0; round < 2; round++) {
  const py = await restore(libraries);
  placeFiles(py.FS, numpy.archive.slice(), SITE);
  py.globals.set('expected', py.toPy(expectedNames));
  seen.push(
    py.runPython(`
import sys
missing = [name for name in expected if name not in sys.modules]; assert not missing, missing
left = [name for name in globals() if not name.startswith("_")]; assert set(left) <= {"sys", "expected", "missing"}, left
assert sys.path.count("") == 1, sys.path
import importlib, random, numpy as np
importlib.invalidate_caches(); random.seed(); np.random.seed()
a = np.random.default_rng(0).normal(size=(50, 50)); b = np.arange(50.)
assert np.allclose(a @ np.linalg.solve(a, b), b)
u, s, vt = np.linalg.svd(a); assert np.allclose(u * s @ vt, a)
x = np.linspace(0, 1, 1000); assert np.allclose(np.fft.irfft(np.fft.rfft(x), 1000), x)
assert np.random.default_rng(42).integers(0, 1000, 5).tolist() == [89, 773, 654, 438, 433]
import numpy.testing, numpy.lib.recfunctions, decimal, wave   # not in the snapshot
repr([random.random(), np.random.rand(), np.random.default_rng().random()])
`),
  );
  // The choice how run_sync waits was made by the maker, for every browser: it must be stack switching.
  const waited = await py.runPythonAsync(
    'import asyncio, pyodide.ffi; pyodide.ffi.run_sync(asyncio.sleep(0.01, result="waited"))',
  );
  assert.equal(waited, 'waited');
}
assert.notEqual(seen[0], seen[1], 'two restores drew the same random numbers');
await assert.rejects(restore(libraries.slice(0, -1)), /other side modules/);
await assert.rejects(restore(libraries, { ...layout, version: layout.version + 1 }), /version/);
console.log('restored twice, refused twice', ...seen);
