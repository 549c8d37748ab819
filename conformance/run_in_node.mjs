// Runs bundles in Node with the page's own parts, one after the other in one Pyodide.
//
// usage: node conformance/run_in_node.mjs < JOBS
//
// JOBS is [{"name", "bundle": path, "inputs": {name: JSON or path}, "values"?: {name: text}, "trace"?: path}];
// a line of JSON is printed for each: {"name", "how", "outputs": {name: [JSON text]}, "diagnostics", "edges",
// "sdk"}.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const jobs = JSON.parse(readFileSync(0, 'utf8'));

const { runBundleInNode, instantiateRust, createPyodideHost, startNodePython, installerZip, wheelHost } =
  await pageParts();
const python = existsSync(path.join(root, '.venv/bin/python'))
  ? path.join(root, '.venv/bin/python')
  : 'python3';
const catalogue = JSON.parse(
  execFileSync(python, ['-m', 'py_nodes.catalogue'], { cwd: root, maxBuffer: 1 << 26 }).toString(),
);
const wheels = JSON.parse(new TextDecoder().decode(await wheelHost(root)));
const rust = instantiateRust(readFileSync(path.join(root, 'vendor/rust/runtime_bg.wasm')));
let started;
const pythonHost = async () => {
  started ??= startNodePython();
  return createPyodideHost(await started, () => installerZip(root));
};
const audioFiles = new WebAssembly.Module(readFileSync(path.join(root, 'vendor/rust/audio_files.wasm')));
for (const { name, bundle, inputs, values, trace } of jobs) {
  const { trace: recorded, ...result } = await runBundleInNode({
    bundle,
    inputs,
    values,
    rust,
    audioFiles,
    catalogue,
    wheelHost: wheels,
    traced: trace !== undefined,
    pythonHost,
  });
  if (recorded) writeFileSync(trace, Buffer.from(await recorded.arrayBuffer()));
  const line = `${JSON.stringify({ name, ...result })}\n`;
  await new Promise((resolve) => process.stdout.write(line, resolve));
}
process.exit(0); // Pyodide keeps Node alive

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
