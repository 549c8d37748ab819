/**
 * The worker as one classic script and the frame with the hash of its script. Pyodide's loader and
 * glue go into the worker: nothing in the sandbox can import.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

export interface SandboxBundle {
  worker: string;
  frameHtml: string;
  /** `'sha256-…'` of the frame's script, for the page's own CSP, which the frame inherits. */
  frameHash: string;
  /** Sources that went into it, absolute paths. */
  inputs: string[];
}

export async function bundleSandbox(root: string, workerEntry: string): Promise<SandboxBundle> {
  const worker = await bundle(root, workerEntry);
  const frame = await bundle(root, 'browser/src/sandbox/frame.ts');
  const script = frame.code.trim().replaceAll('</', '<\\/');
  const frameHash = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  const policy = `default-src 'none'; script-src ${frameHash} 'wasm-unsafe-eval'; worker-src blob: data:`;
  return {
    worker: worker.code,
    frameHtml: `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script>`,
    frameHash,
    inputs: [...worker.inputs, ...frame.inputs],
  };
}

async function bundle(root: string, entry: string): Promise<{ code: string; inputs: string[] }> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    write: false,
    metafile: true,
    logLevel: 'error',
    external: ['node:*', 'ws', 'fs'], // in branches for Node, never taken in a browser
    define: {
      'import.meta.url': '"https://runtime.invalid/"',
      PYODIDE_LOCK_INFO: JSON.stringify(lockInfo(root)),
    },
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error(`${entry} gave no output`);
  const inputs = Object.keys(result.metafile.inputs).map((name) => path.join(root, name));
  return { code: output.text, inputs };
}

function lockInfo(root: string): unknown {
  const lock = readFileSync(path.join(root, 'node_modules/pyodide/pyodide-lock.json'), 'utf8');
  return (JSON.parse(lock) as { info: unknown }).info;
}
