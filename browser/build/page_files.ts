/** Everything that the page loads by name while it runs, and where each piece comes from. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { sha256 } from './build_cache.ts';
import { installerZip, wheelHost } from './installer.ts';
import { nodeCatalogue } from './node_catalogue.ts';
import { compileSdk } from './node_sdk.ts';
import type { SandboxBundle } from './sandbox_bundle.ts';
import { sdkMemory } from './sdk_memory.ts';

export interface PageFile {
  /** As the page asks for it: browser/src/platform/assets.ts. */
  name: string;
  /** Below the page's root; with the content's hash where a name may be cached for ever. */
  path: string;
  content: Uint8Array;
  /** The same in brotli, where it came that way. */
  brotli?: Uint8Array;
}

/** What the page cannot be built without, in the order in which the file says what to do. */
export class MissingInput extends Error {
  override readonly name = 'MissingInput';
}

type NamedFile = [name: string, content: Uint8Array, brotli?: Uint8Array];

/** `whole`: with what packages need beside the sandbox: catalogue, micropip, gallery. */
export async function pageFiles(root: string, sandbox: SandboxBundle, whole: boolean): Promise<PageFile[]> {
  const text = new TextEncoder();
  const files: NamedFile[] = [
    ['sandbox/frame.html', text.encode(sandbox.frameHtml)],
    ['sandbox/worker.js', text.encode(sandbox.worker)],
    ['runtime_bg.wasm', vendored(root, 'rust/runtime_bg.wasm')],
    ['audio_files.wasm', vendored(root, 'rust/audio_files.wasm')],
    ...(await pythonParts(root)),
  ];
  if (whole) {
    files.push(['catalogue.json', await nodeCatalogue(root)], ['wheel_host.json', await wheelHost(root)]);
    files.push(['python/installer.zip', await installerZip(root)], ...gallery(root));
  }
  return files.map(([name, content, brotli]) => {
    const file = { name, path: pathOf(name, content), content };
    return brotli ? { ...file, brotli } : file;
  });
}

/** In the order in which a start needs them. */
async function pythonParts(root: string): Promise<NamedFile[]> {
  const pyodide = (name: string) => readFileSync(path.join(root, 'node_modules/pyodide', name));
  const sideModules = vendored(root, 'numpy/side_modules.json');
  const libraries = Object.values(JSON.parse(sideModules.toString()) as Record<string, string>);
  const packed = vendored(root, 'python_snapshot/python.memory.br');
  const sdk = await compileSdk(root);
  const { layout, changes } = await sdkMemory(root, vendorFolder(root), sdk);
  const parts: NamedFile[] = [
    ['pyodide.asm.wasm', pyodide('pyodide.asm.wasm')],
    ['side_modules.json', sideModules],
    ['python.head', vendored(root, 'python_snapshot/python.head')],
    ['layout.json', layout],
    ...libraries.map((name): NamedFile => [name, vendored(root, `numpy/${name}`)]),
    ['python.memory', await promisify(brotliDecompress)(packed), packed],
    ['sdk.memory', changes],
    ['python_stdlib.zip', pyodide('python_stdlib.zip')],
    ['files.zip', vendored(root, 'numpy/files.zip')],
    ['sdk.zip', sdk],
  ];
  return parts.map(([name, ...rest]) => [`python/${name}`, ...rest]);
}

/** VENDOR_DIR: a vendor folder that is being rebuilt, not yet in its place. */
const vendorFolder = (root: string): string => process.env.VENDOR_DIR ?? path.join(root, 'vendor');

function vendored(root: string, name: string): Buffer {
  const file = path.join(vendorFolder(root), name);
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new MissingInput(`vendor/${name} is missing: run \`make vendor\`, or check the clone out again`, {
      cause,
    });
  }
}

function gallery(root: string): NamedFile[] {
  const folder = path.join(root, 'build/examples');
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => [`examples/${name}`, readFileSync(path.join(folder, name))]);
  } catch (cause) {
    throw new MissingInput('build/examples is missing: run `make build`, which packs the examples first', {
      cause,
    });
  }
}

/** Examples keep their names, which mean something to others; all else carries its hash. */
function pathOf(name: string, content: Uint8Array): string {
  if (name.startsWith('examples/')) return name;
  const { dir, name: stem, ext } = path.posix.parse(name);
  return path.posix.join(dir || 'runtime', `${stem}-${sha256(content).slice(0, 10)}${ext}`);
}
