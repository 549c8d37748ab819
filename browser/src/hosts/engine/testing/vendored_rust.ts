/** The wasm that the page serves, for tests under Node. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instantiateRust, type RustModule } from '../../../platform/rust_module.ts';

const FILE = fileURLToPath(new URL('../../../../../vendor/rust/runtime_bg.wasm', import.meta.url));

export function vendoredRust(): RustModule {
  if (!existsSync(FILE)) throw new Error(`${FILE} is not there: it belongs to the repository`);
  return instantiateRust(readFileSync(FILE));
}
