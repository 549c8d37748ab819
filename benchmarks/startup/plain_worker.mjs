// The yardstick: the same pipeline on the same input by Pyodide as its documentation tells to use it,
// with nothing of this project but the bundle and the node SDK that it imports. Packages come as wheels
// through `loadPackage`; `?wheels=` says from which folder (see bench_page.py).
import { loadPyodide } from './pyodide/pyodide.mjs';

const query = new URL(import.meta.url).searchParams;
const here = (path) => new URL(path, import.meta.url).href;

const [py, bundle, wheels, chain] = await Promise.all([
  loadPyodide(),
  fetch(query.get('bundle')).then((response) => response.arrayBuffer()),
  fetch(here(`${query.get('wheels')}/wheels.json`)).then((response) => response.json()),
  fetch(here('run_chain.py')).then((response) => response.text()),
]);
const wanted = query.get('numpy') === '1' ? [wheels.numpy, wheels.nodes] : [wheels.nodes];
await py.loadPackage(
  wanted.map((wheel) => here(`${query.get('wheels')}/${wheel}`)),
  { messageCallback: () => {} },
);
py.unpackArchive(bundle, 'zip', { extractDir: '/bundle' });
py.runPython(chain);
postMessage(py.globals.get('run_chain')(query.get('input')));
