// Pyodide as its documentation tells to start it, with nothing of this project: the yardstick.
import { loadPyodide } from './pyodide/pyodide.mjs';

const py = await loadPyodide();
let code = 'str(1 + 2)';
if (new URL(import.meta.url).searchParams.get('numpy') === '1') {
  py.unpackArchive(await (await fetch('numpy.zip')).arrayBuffer(), 'zip');
  code = 'import numpy as np\nstr(np.arange(3).sum())';
}
postMessage(py.runPython(code));
