import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
export default defineConfig({ root: import.meta.dirname, plugins: [svelte()], cacheDir: '/tmp/uivite', server: { host: '127.0.0.1', port: 5199, strictPort: true, fs: { allow: ['/work/main'] }, watch: { usePolling: false } } });
