/** The standard Python node types as JSON, told by the classes themselves: `py_nodes.catalogue`. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cached } from './build_cache.ts';
import { sdkSources } from './node_sdk.ts';

const MODULE = 'py_nodes/catalogue.py';

export async function nodeCatalogue(root: string): Promise<Uint8Array> {
  const sources = [...sdkSources(root), MODULE].map((name) => readFileSync(path.join(root, name)));
  return cached(root, 'catalogue.json', sources, async () => {
    const options = { cwd: root, maxBuffer: 1 << 26, encoding: 'buffer' as const };
    const { stdout } = await promisify(execFile)(python(root), ['-m', 'py_nodes.catalogue'], options);
    JSON.parse(stdout.toString()); // what is not JSON must not be cached
    return stdout;
  });
}

/** The Python that the repository's own commands use. */
function python(root: string): string {
  const own = path.join(root, '.venv/bin/python');
  return process.env.RMPKG_PYTHON ?? (existsSync(own) ? own : 'python3');
}
