/** benchmarks/crossing in the browser's own engine: Pyodide, numpy and the SDK as the page serves them. */
import type { PyodideAPI } from 'pyodide';
import { placeFiles } from '../../browser/src/hosts/python/stored_zip.ts';
import { createAssets } from '../../browser/src/platform/assets.ts';
import { instantiateRust } from '../../browser/src/platform/rust_module.ts';
import { crossingRows } from '../crossing/rounds.ts';

const SITE = '/lib/python3.14/site-packages';
const beside = (path: string) => new URL(path, new URL(self.name));

async function measured(): Promise<unknown> {
  const assets = createAssets();
  const { loadPyodide } = (await import(/* @vite-ignore */ beside('plain/pyodide/pyodide.mjs').href)) as {
    loadPyodide(): Promise<PyodideAPI>;
  };
  const py = await loadPyodide();
  const numpy = await fetch(beside('plain/compiled_wheels/numpy-1.0-py3-none-any.whl'));
  py.unpackArchive(await numpy.arrayBuffer(), 'zip', { extractDir: SITE });
  placeFiles(py.FS, await assets.load('python/sdk.zip'), SITE);
  py.runPython('import importlib; importlib.invalidate_caches()');
  return crossingRows(py, instantiateRust(await assets.load('runtime_bg.wasm')));
}

measured().then(
  (rows) => postMessage({ rows }),
  (error: unknown) =>
    postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);
