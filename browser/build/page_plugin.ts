/**
 * Gives the page its files and their table, in a build and under `vite dev` alike, and its
 * Content-Security-Policy, which must hold what the sandbox frame's own asks for: a srcdoc frame
 * inherits the page's.
 */
import type { Plugin } from 'vite';
import { pack } from './brotli_twin.ts';
import { type PageFile, pageFiles } from './page_files.ts';
import { bundleSandbox, type SandboxBundle } from './sandbox_bundle.ts';

const TABLE = 'virtual:asset_table';

export interface PageOptions {
  /** The repository's root. */
  root: string;
  workerEntry: string;
  /** Whether it is a page that runs packages, and not the sandbox alone. */
  whole: boolean;
  /** Whether files get a brotli twin beside them, for hosts that send it. */
  packed: boolean;
}

interface Made {
  sandbox: SandboxBundle;
  files: PageFile[];
}

/** The plugins of the page, and those that its module workers need too. */
export function pagePlugins(options: PageOptions): { page: Plugin[]; worker: () => Plugin[] } {
  let making: Promise<Made> | null = null;
  const made = () => {
    making ??= make(options);
    return making;
  };
  const forget = () => {
    making = null;
  };
  const shared = () => [tablePlugin(made), oneEngine()];
  const page = [...shared(), filesPlugin(made, forget)];
  if (options.packed) page.push(packedPlugin(options.root, made));
  return { page, worker: shared };
}

async function make({ root, workerEntry, whole }: PageOptions): Promise<Made> {
  const sandbox = await bundleSandbox(root, workerEntry);
  return { sandbox, files: await pageFiles(root, sandbox, whole) };
}

/** `virtual:asset_table`: name → path and bytes. */
function tablePlugin(made: () => Promise<Made>): Plugin {
  let root = '../'; // the built modules lie in assets/
  return {
    name: 'page-file-table',
    configResolved(config) {
      if (config.command === 'serve') root = config.base;
    },
    resolveId: (id) => (id === TABLE ? `\0${TABLE}` : undefined),
    async load(id) {
      if (id !== `\0${TABLE}`) return undefined;
      const { files } = await made();
      const table = Object.fromEntries(
        files.map(({ name, path, content }) => [name, [path, content.length]]),
      );
      return `export const root = ${JSON.stringify(root)};\nexport const assets = ${JSON.stringify(table)};\n`;
    },
  };
}

/**
 * wasm-bindgen's script names its wasm in a default that nothing here calls; left in, the engine
 * would lie in the page twice.
 */
function oneEngine(): Plugin {
  return {
    name: 'one-engine',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/vendor/rust/runtime.js')) return undefined;
      const own = /new URL\('runtime_bg\.wasm', import\.meta\.url\)/;
      if (!own.test(code)) this.error("wasm-bindgen's script no longer names its wasm as it did");
      return { code: code.replace(own, 'undefined'), map: null };
    },
  };
}

function filesPlugin(made: () => Promise<Made>, forget: () => void): Plugin {
  let serving = false;
  return {
    name: 'page-files',
    configResolved(config) {
      serving = config.command === 'serve';
    },
    async generateBundle() {
      for (const { path, content } of (await made()).files) {
        this.emitFile({ type: 'asset', fileName: path, source: content });
      }
    },
    async configureServer(server) {
      server.middlewares.use(async (request, response, next) => {
        try {
          const path = new URL(request.url ?? '/', 'http://page').pathname.slice(1);
          const file = (await made()).files.find((candidate) => candidate.path === path);
          if (!file) return next();
          response.setHeader('Content-Type', contentType(path));
          response.setHeader('Content-Length', file.content.length);
          response.end(file.content);
        } catch (error) {
          next(error);
        }
      });
      const { sandbox } = await made();
      server.watcher.add(sandbox.inputs.filter((input) => !input.includes('node_modules')));
      server.watcher.on('change', async (changed) => {
        const ours = (await made()).sandbox.inputs.includes(changed) || /\/py_nodes\/.*\.py$/.test(changed);
        if (!ours) return;
        forget();
        server.moduleGraph.invalidateAll();
        server.ws.send({ type: 'full-reload' });
      });
    },
    async transformIndexHtml() {
      const content = policy((await made()).sandbox.frameHash, serving);
      const attrs = { 'http-equiv': 'Content-Security-Policy', content };
      return [{ tag: 'meta', attrs, injectTo: 'head-prepend' as const }];
    },
  };
}

/** `X.br` beside X, for every file that is worth it. The snapshot's was packed by the toolchain. */
function packedPlugin(root: string, made: () => Promise<Made>): Plugin {
  return {
    name: 'packed-twins',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const known = new Map((await made()).files.map(({ path, brotli }) => [path, brotli]));
        const twins = Object.values(bundle).map(async (output) => {
          const content = output.type === 'chunk' ? output.code : output.source;
          const fileName = `${output.fileName}.br`;
          const source = known.get(output.fileName) ?? (await pack(root, content));
          if (source) this.emitFile({ type: 'asset', fileName, source });
        });
        await Promise.all(twins);
      },
    },
  };
}

/** The page's own policy. The development server injects styles and talks over a socket. */
function policy(frameHash: string, serving: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' ${frameHash} 'wasm-unsafe-eval'`,
    "worker-src 'self' blob: data:",
    serving ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    `connect-src 'self' blob:${serving ? ' ws:' : ''}`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

const TYPES: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  json: 'application/json',
  wasm: 'application/wasm',
  wav: 'audio/wav',
};

const contentType = (path: string): string =>
  TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
