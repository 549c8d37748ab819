/**
 * usage: smoke.ts PYODIDE_FOLDER NUMPY_FOLDER
 *
 * A plain start with numpy as the page has it, and the known gaps of numpy on wasm as they are: a
 * gap that closes is news too.
 */
import { NumpyParts, pyodideFrom } from '../snapshot/parts.ts';

const [pyodideFolder, numpyFolder] = process.argv.slice(2);
if (!pyodideFolder || !numpyFolder) throw new Error('usage: smoke.ts PYODIDE_FOLDER NUMPY_FOLDER');
const { loadPyodide } = await pyodideFrom(pyodideFolder);
const py = await loadPyodide();
new NumpyParts(numpyFolder).placeIn(py.FS);
const version: string = py.runPython(`
import importlib; importlib.invalidate_caches()
import math, os, tempfile
import numpy as np

x = np.linspace(0, 1, 1000)
assert abs(np.sin(x).sum() - sum(map(math.sin, x))) < 1e-9
A = np.random.default_rng(0).normal(size=(50, 50)); b = np.arange(50.)
assert np.allclose(A @ np.linalg.solve(A, b), b)
w, v = np.linalg.eig(A); assert np.allclose(A @ v, v * w)
u, s, vt = np.linalg.svd(A); assert np.allclose(u * s @ vt, A)
assert np.allclose(np.fft.irfft(np.fft.rfft(x), 1000), x)
assert np.fft.rfft(x.astype("f4")).dtype == np.complex64
assert np.random.default_rng(42).integers(0, 1000, 5).tolist() == [89, 773, 654, 438, 433]
assert np.allclose(np.einsum("ij,jk->ik", A, A), A @ A)
assert np.array(["b", "a", "c"]).argsort().tolist() == [1, 0, 2]
np.save("/tmp/a.npy", A); assert (np.load("/tmp/a.npy") == A).all()
np.zeros(10, "f4").tofile("/tmp/m"); assert np.memmap("/tmp/m", dtype="f4", mode="r").sum() == 0
assert np.dtype("intp").itemsize == 4

# Known gaps: no floating-point flags, so nothing is raised.
assert not np.isfinite(np.linalg.solve(np.zeros((2, 2)), np.ones(2))).all()
with np.errstate(all="raise"):
    assert np.isinf(np.array([1.]) / 0).all()
np.__version__
`);
const array = py.runPython("np.arange(12, dtype='f4').reshape(3, 4)");
const buffer = array.getBuffer();
buffer.data[0] = 42;
buffer.release();
if (py.runPython('lambda a: float(a[0, 0])')(array) !== 42)
  throw new Error('the buffer is not the array itself');
console.log(`smoke: numpy ${version} works`);
