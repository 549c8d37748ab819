import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { type PageOptions, pagePlugins } from './browser/build/page_plugin.ts';

const here = import.meta.dirname;
const PIPELINE_WORKER = 'browser/src/sandbox/worker/pipeline_worker.ts';

interface Page extends Omit<PageOptions, 'root'> {
  folder: string;
  out: string;
}

/** The page itself, and by `--mode` those that only tests and benchmarks open. */
const PAGE: Page = { folder: '.', out: 'dist', workerEntry: PIPELINE_WORKER, whole: true, packed: true };
const PAGES: Record<string, Page> = {
  check: {
    folder: 'browser/check',
    out: 'build/check',
    workerEntry: 'browser/check/check_worker.ts',
    whole: true,
    packed: false,
  },
  conformance: {
    folder: 'browser/conformance',
    out: 'build/conformance',
    workerEntry: PIPELINE_WORKER,
    whole: true,
    packed: false,
  },
  bench: {
    folder: 'benchmarks/page',
    out: 'build/bench',
    workerEntry: PIPELINE_WORKER,
    whole: true,
    packed: false,
  },
};

export default defineConfig(({ mode }) => {
  const page = PAGES[mode] ?? PAGE;
  const plugins = pagePlugins({ ...page, root: here });
  return {
    root: path.join(here, page.folder),
    base: './', // the page works in any folder of any host
    publicDir: false,
    // A test has no page around it: tests of what reads the table hand in their own.
    plugins: [svelte(), mode === 'test' ? plugins.worker() : plugins.page],
    worker: { format: 'es', plugins: plugins.worker },
    build: {
      outDir: path.join(here, page.out),
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0, // the page's policy allows no data: in scripts and styles
      chunkSizeWarningLimit: 1500,
    },
    test: { include: ['browser/**/*.test.ts'], root: here },
    server: {
      host: '127.0.0.1',
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  };
});
