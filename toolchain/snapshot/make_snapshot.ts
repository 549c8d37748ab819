/**
 * usage: make_snapshot.ts PYODIDE_FOLDER NUMPY_FOLDER OUT      (Node 24 or later)
 *
 * Starts Python twice: once to see which side modules the imports load and in which order, once
 * with these in place. OUT gets layout.json, python.head and python.memory.br. The same input
 * gives the same bytes.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import zlib from 'node:zlib';
import { withSideModules } from '../../browser/src/hosts/python/side_modules.ts';
import { type SnapshotSource, takeSnapshot } from '../../browser/src/hosts/python/take_snapshot.ts';
import { NumpyParts, pyodideFrom } from './parts.ts';

const [pyodideFolder, numpyFolder, out] = process.argv.slice(2);
if (!pyodideFolder || !numpyFolder || !out)
  throw new Error('usage: make_snapshot.ts PYODIDE_FOLDER NUMPY_FOLDER OUT');
// Pyodide chooses how run_sync works when it starts, and the snapshot keeps the choice for good.
if (!('Suspending' in WebAssembly))
  throw new Error('make the snapshot where stack switching exists: Node 24 or later');

// A snapshot freezes what the start has seen; what would tell of the maker or differ from run to
// run is set by hand, in every source of it that the interpreter reads.
const env = { PYTHONHASHSEED: '0', LANG: 'C.UTF-8' };
const common = { env, _sysExecutable: 'python' };
const anonymous = { userAgent: 'snapshot', languages: ['C'], platform: '' };
Object.defineProperty(globalThis, 'navigator', { value: anonymous, configurable: true });
Object.assign(crypto, { randomFillSync: (view: Uint8Array) => view.fill(7) });
Date.now = () => 1704067200000;
performance.now = () => 0;

const names = fs
  .readFileSync(new URL('imports.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const imports = `import ${names.join(', ')}`;
const { loadPyodide, create } = await pyodideFrom(pyodideFolder);
const numpy = new NumpyParts(numpyFolder);

const scout = await loadPyodide(common);
numpy.placeIn(scout.FS);
scout.runPython(`import importlib; importlib.invalidate_caches()\n${imports}`); // the clock stands still: no mtime tells
const { LDSO } = (scout as unknown as { _module: { LDSO: { loadedLibsByName: Record<string, unknown> } } })
  ._module;
const order = Object.keys(LDSO.loadedLibsByName).filter((name) => name.startsWith('/'));
const libraries = order.map((at) => ({ path: at, module: numpy.module(at) }));

const py = await loadPyodide({
  ...common,
  _makeSnapshot: true,
  createPyodideModule: withSideModules(create, { libraries }),
});
numpy.placeIn(py.FS);
py.runPython(`
import gc, importlib, sys
importlib.invalidate_caches()
before = set(globals())
${imports}
random.seed(0)        # whoever restores must seed again
numpy.random.seed(0)
sys.path.remove("")   # added again at each start
# Folders have other files after a restore. The standard library's archive has not: to read its
# listing again costs a start 60 ms.
for finder in sys.path_importer_cache.values():
    if isinstance(finder, importlib.machinery.FileFinder):
        finder.invalidate_caches()
del finder
for name in set(globals()) - before - {"before"}:
    del globals()[name]
del before, name, importlib, sys
gc.collect()
gc.freeze()  # nothing of this ends before Python does: collections need not look at it (70 ms at a start)
del gc
`);
const { layout, head, memory } = takeSnapshot(py as unknown as SnapshotSource);

fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(`${out}/layout.json`, `${JSON.stringify(layout)}\n`);
fs.writeFileSync(`${out}/python.head`, head);
const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGWIN } = zlib.constants;
const params = {
  [BROTLI_PARAM_QUALITY]: 11,
  [BROTLI_PARAM_SIZE_HINT]: memory.length,
  [BROTLI_PARAM_LGWIN]: 24,
};
const packed = zlib.brotliCompressSync(memory, { params });
fs.writeFileSync(`${out}/python.memory.br`, packed);
fs.writeFileSync(`${out}/tools.txt`, `node ${process.versions.node}\nbrotli ${process.versions.brotli}\n`);
console.log(
  `${order.length} of ${numpy.paths.length} side modules, heap ${layout.heapBytes}, ` +
    `stored ${memory.length} in ${layout.runs.length} runs, packed ${packed.length}`,
);
