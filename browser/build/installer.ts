/**
 * What of PyPI the sandbox gets beside Python itself, for bundles that bring wheels: micropip and
 * packaging as bytecode, and what the page's Python takes for a wheel.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadPyodide, version } from 'pyodide';
import { cached } from './build_cache.ts';
import { pypiWheels } from './pypi_wheels.ts';

const WHEEL_HOST = 'py_nodes/sdk/wheel_host.py';

/** A stored ZIP that lies ready to be placed among Python's packages. */
export async function installerZip(root: string): Promise<Uint8Array> {
  const script = readFileSync(path.join(root, 'browser/build/compile_package.py'), 'utf8');
  const wheels = await pypiWheels(root);
  return cached(root, 'installer.zip', [version, script, ...wheels.flat()], async () => {
    const py = await loadPyodide();
    for (const [, bytes] of wheels) py.unpackArchive(bytes, 'wheel', { extractDir: '/source' });
    py.runPython(script);
    return py.FS.readFile('/package.zip') as Uint8Array;
  });
}

/** `py_nodes.sdk.wheel_host` of the page's Python, as JSON. */
export async function wheelHost(root: string): Promise<Uint8Array> {
  const source = readFileSync(path.join(root, WHEEL_HOST), 'utf8');
  const wheels = await pypiWheels(root);
  return cached(root, 'wheel_host.json', [version, source, ...wheels.flat()], async () => {
    const py = await loadPyodide();
    for (const [, bytes] of wheels) py.unpackArchive(bytes, 'wheel');
    py.FS.writeFile('/wheel_host.py', source);
    const told = py.runPython(
      'import json, sys; sys.path.append("/"); import wheel_host; json.dumps(wheel_host.wheel_host())',
    ) as string;
    return new TextEncoder().encode(told);
  });
}
