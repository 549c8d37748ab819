/** Real Python for tests under Node: Pyodide from npm started plainly, numpy from vendor/, the SDK as it stands. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadPyodide, type PyodideAPI } from 'pyodide';
import { placeFiles, SITE } from '../stored_zip.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));

export async function startNodePython(): Promise<PyodideAPI> {
  const py = await loadPyodide();
  placeFiles(py.FS, readFileSync(`${ROOT}vendor/numpy/files.zip`), SITE);
  const modules = JSON.parse(readFileSync(`${ROOT}vendor/numpy/side_modules.json`, 'utf8')) as Record<
    string,
    string
  >;
  for (const [path, file] of Object.entries(modules)) {
    py.FS.mkdirTree(`${SITE}/${path.slice(0, path.lastIndexOf('/'))}`);
    py.FS.writeFile(`${SITE}/${path}`, readFileSync(`${ROOT}vendor/numpy/${file}`));
  }
  // The folder itself, not a copy: a test sees what is on the disk.
  py.FS.mkdirTree('/sdk/py_nodes');
  py.mountNodeFS('/sdk/py_nodes', `${ROOT}py_nodes`);
  py.runPython(
    'import sys, importlib; sys.dont_write_bytecode = True; sys.path.append("/sdk"); importlib.invalidate_caches()',
  );
  return py;
}
