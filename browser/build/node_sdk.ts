/** The node SDK, the standard nodes and the adapter, as bytecode of the page's own Python. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadPyodide, version } from 'pyodide';
import { cached } from './build_cache.ts';

/** Files that no run needs: tests, and what only the build calls. */
const LEFT_OUT = /(^|\/)(tests?\/|test_|conftest\.py$|__pycache__\/)|^py_nodes\/catalogue\.py$/;

export function sdkSources(root: string): string[] {
  return readdirSync(path.join(root, 'py_nodes'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join('py_nodes', name.replaceAll('\\', '/')))
    .filter((name) => name.endsWith('.py') && !LEFT_OUT.test(name))
    .sort();
}

export async function compileSdk(root: string): Promise<Uint8Array> {
  const script = readFileSync(path.join(root, 'browser/build/compile_package.py'), 'utf8');
  const files = sdkSources(root).map((name) => [name, readFileSync(path.join(root, name))] as const);
  return cached(root, 'sdk.zip', [version, script, ...files.flat()], async () => {
    const py = await loadPyodide();
    for (const [name, bytes] of files) {
      py.FS.mkdirTree(`/source/${path.posix.dirname(name)}`);
      py.FS.writeFile(`/source/${name}`, bytes);
    }
    py.runPython(script);
    return py.FS.readFile('/package.zip') as Uint8Array;
  });
}
