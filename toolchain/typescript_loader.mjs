// node --import typescript_loader.mjs FILE.ts: takes the types out of TypeScript as it is imported.
// Debian builds its Node without that ability; where Node has it (process.features) this does nothing.
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

if (!process.features.typescript) {
  const { transformSync } = await import('esbuild');
  registerHooks({
    load(url, context, next) {
      if (!url.endsWith('.ts')) return next(url, context);
      const source = fs.readFileSync(fileURLToPath(url), 'utf8');
      const { code } = transformSync(source, { loader: 'ts', target: 'esnext' });
      return { format: 'module', shortCircuit: true, source: code };
    },
  });
}
