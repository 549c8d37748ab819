/** The standard Python node types as JSON, told by the classes themselves: `py_nodes.catalogue`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cached } from './build_cache.ts';
import { sdkSources } from './node_sdk.ts';
import { runPython } from './repository_python.ts';

const MODULE = 'py_nodes/catalogue.py';

export async function nodeCatalogue(root: string): Promise<Uint8Array> {
  const sources = [...sdkSources(root), MODULE].map((name) => readFileSync(path.join(root, name)));
  return cached(root, 'catalogue.json', sources, async () => {
    const catalogue = await runPython(root, ['-m', 'py_nodes.catalogue']);
    JSON.parse(new TextDecoder().decode(catalogue)); // what is not JSON must not be cached
    return catalogue;
  });
}
