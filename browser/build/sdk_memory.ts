/**
 * The node SDK and the standard nodes as what their import changes in the snapshot's memory: a start
 * has them imported as it has numpy. Made by the build, because the SDK changes more often than the
 * snapshot, which needs the toolchain.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { version } from 'pyodide';
import { cached } from './build_cache.ts';

/** What import_sdk.ts is told: folders and files by absolute path. */
export interface ImportSdk {
  pyodide: string;
  vendor: string;
  sdk: string;
  out: string;
}

export interface SdkMemory {
  /** `layout.json`, with `changed`. */
  layout: Uint8Array;
  /** `sdk.memory`. */
  changes: Uint8Array;
}

/** What of vendor/ it is made from, beside the side modules themselves. */
const MADE_FROM = [
  'python_snapshot/layout.json',
  'python_snapshot/python.head',
  'python_snapshot/python.memory.br',
];

/** `sdk`: the compiled SDK as a stored ZIP (node_sdk.ts). `vendor`: the folder of vendored files. */
export async function sdkMemory(root: string, vendor: string, sdk: Uint8Array): Promise<SdkMemory> {
  const program = await bundledProgram(root);
  const inputs = MADE_FROM.map((name) => readFileSync(path.join(vendor, name)));
  const both = await cached(root, 'sdk.memory', [version, program, sdk, ...inputs], () =>
    importSdk(root, vendor, sdk),
  );
  const end = both.indexOf('\n'.charCodeAt(0)) + 1;
  return { layout: both.subarray(0, end), changes: new Uint8Array(both.subarray(end)) }; // a copy: it is read by words
}

/** One line, the layout, then the changes. In a process of its own: it stops the clock, among other things. */
export async function importSdk(root: string, vendor: string, sdk: Uint8Array): Promise<Uint8Array> {
  const program = await bundledProgram(root);
  const folder = mkdtempSync(path.join(tmpdir(), 'sdk-memory-'));
  try {
    const config: ImportSdk = {
      pyodide: path.join(root, 'node_modules/pyodide'),
      vendor,
      sdk: path.join(folder, 'sdk.zip'),
      out: path.join(folder, 'sdk.memory'),
    };
    writeFileSync(config.sdk, sdk);
    const script = path.join(folder, 'import_sdk.mjs');
    writeFileSync(script, program);
    const run = spawnSync(process.execPath, [script, JSON.stringify(config)], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`the node SDK could not be put into the snapshot:\n${run.stderr}`);
    return readFileSync(config.out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function bundledProgram(root: string): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['browser/build/import_sdk.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    write: false,
    logLevel: 'error',
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error('import_sdk.ts gave no output');
  return output.text;
}
