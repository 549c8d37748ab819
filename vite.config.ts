import path from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { pagePlugins } from './browser/build/page_plugin.ts';

const here = import.meta.dirname;

/** `--mode check` builds browser/check, the page that the three-browser smoke test drives. */
export default defineConfig(({ mode }) => {
  const check = mode === 'check';
  const plugins = pagePlugins({
    root: here,
    workerEntry: check ? 'browser/check/check_worker.ts' : 'browser/src/sandbox/worker/pipeline_worker.ts',
    examples: !check,
    packed: !check,
  });
  return {
    root: check ? path.join(here, 'browser/check') : here,
    base: './', // the page works in any folder of any host
    publicDir: false,
    // A test has no page around it: tests of what reads the table hand in their own.
    plugins: [svelte(), mode === 'test' ? plugins.worker() : plugins.page],
    worker: { format: 'es', plugins: plugins.worker },
    build: {
      outDir: path.join(here, check ? 'build/check' : 'dist'),
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
