// Runs a bundle in Node with the page's own parts and prints {"outputs": {name: [values…]}}.
//
// usage: node conformance/run_in_node.mjs [--trace=FILE] BUNDLE [NAME=JSON_OR_FILE …]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const words = process.argv.slice(2);
const trace = words[0]?.startsWith('--trace=') ? words.shift().slice('--trace='.length) : null;
const [bundle, ...inputs] = words;
if (!bundle) {
  console.error('usage: node conformance/run_in_node.mjs BUNDLE [NAME=JSON_OR_FILE …]');
  process.exit(2);
}

const { runBundleInNode, instantiateRust, createPyodideHost, startNodePython, installerZip, wheelHost } =
  await pageParts();
const python = existsSync(path.join(root, '.venv/bin/python'))
  ? path.join(root, '.venv/bin/python')
  : 'python3';
const catalogue = execFileSync(python, ['-m', 'py_nodes.catalogue'], { cwd: root, maxBuffer: 1 << 26 });
try {
  const result = await runBundleInNode({
    bundle,
    inputs: Object.fromEntries(
      inputs.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)]),
    ),
    rust: instantiateRust(readFileSync(path.join(root, 'vendor/rust/runtime_bg.wasm'))),
    audioFiles: new WebAssembly.Module(readFileSync(path.join(root, 'vendor/rust/audio_files.wasm'))),
    catalogue: JSON.parse(catalogue.toString()),
    wheelHost: JSON.parse(new TextDecoder().decode(await wheelHost(root))),
    traced: trace !== null,
    pythonHost: async () => createPyodideHost(await startNodePython(), () => installerZip(root)),
  });
  if (trace !== null && result.trace) writeFileSync(trace, Buffer.from(await result.trace.arrayBuffer()));
  const lists = Object.entries(result.outputs).map(
    ([name, values]) => `${JSON.stringify(name)}: [${values.join(', ')}]`,
  );
  for (const note of result.notes) console.error(note.message);
  if (result.error) console.error(JSON.stringify(result.error, null, 1));
  // Pyodide keeps Node alive, and an exit before a pipe has taken everything would cut the document off.
  process.stdout.write(`{"outputs": {${lists.join(', ')}}}\n`, () => process.exit(result.error ? 1 : 0));
} catch (error) {
  console.error(error.message, error.cause ?? '');
  process.exit(1);
}

/** The TypeScript sources as one module for this Node; each file still knows where it lies. */
async function pageParts() {
  const source = (name) => JSON.stringify(path.join(root, 'browser/src', name));
  const entry = [
    `export * from ${source('hosts/node_run.ts')};`,
    `export * from ${source('platform/rust_module.ts')};`,
    `export * from ${source('hosts/python/pyodide_host.ts')};`,
    `export * from ${source('hosts/python/testing/node_python.ts')};`,
    `export * from ${JSON.stringify(path.join(root, 'browser/build/installer.ts'))};`,
  ];
  const ownUrl = {
    name: 'own url',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, ({ path: file }) => ({
        contents: readFileSync(file, 'utf8').replaceAll(
          'import.meta.url',
          JSON.stringify(pathToFileURL(file).href),
        ),
        loader: 'ts',
      })),
  };
  const { outputFiles } = await build({
    stdin: { contents: entry.join('\n'), resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: [ownUrl],
  });
  const file = path.join(root, 'build', `node_run-${process.pid}.mjs`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, outputFiles[0].contents);
  try {
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(file);
  }
}
