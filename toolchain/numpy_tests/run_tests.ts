/**
 * usage: run_tests.ts PYODIDE_FOLDER NUMPY_WHEEL WHEELS_FOLDER PYTEST_ARGUMENT...
 *
 * Runs pytest under Pyodide in Node, with the whole numpy wheel (tests included) and the pure
 * wheels of WHEELS_FOLDER unpacked. Exit status: pytest's, or 70 where Python itself died.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pyodideFrom, SITE } from '../snapshot/parts.ts';

const [pyodideFolder, wheel, wheels, ...args] = process.argv.slice(2);
if (!pyodideFolder || !wheel || !wheels)
  throw new Error('usage: run_tests.ts PYODIDE_FOLDER NUMPY_WHEEL WHEELS_FOLDER …');
const { loadPyodide } = await pyodideFrom(pyodideFolder);
const py = await loadPyodide();
// As it comes: a crash must not eat the last lines, and a dot is no line of its own.
py.setStdout({ write: (bytes) => fs.writeSync(1, bytes) });
py.setStderr({ write: (bytes) => fs.writeSync(1, bytes) });
const unpack = (file: string) =>
  py.unpackArchive(new Uint8Array(fs.readFileSync(file)), 'zip', { extractDir: SITE });
unpack(wheel);
for (const name of fs.readdirSync(wheels)) unpack(path.join(wheels, name));
py.globals.set('arguments', py.toPy(args));
try {
  process.exitCode = py.runPython(`
import os, pytest
os.makedirs("/tmp/t", exist_ok=True); os.chdir("/tmp/t")
with open("pytest.ini", "w") as file:
    file.write("[pytest]\\nfilterwarnings=\\n  ignore\\n")
int(pytest.main([
    "-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--tb=short", "-rfE",
    "--rootdir=/tmp/t", "-c", "/tmp/t/pytest.ini", *arguments,
]))
`);
} catch (error) {
  fs.writeSync(1, `\nCRASHED ${String(error).slice(-3000)}\n`);
  process.exitCode = 70;
}
