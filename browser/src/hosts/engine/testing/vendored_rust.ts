/** The wasm that the page serves, for tests under Node. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { instantiateRust, type RustModule } from '../../../platform/rust_module.ts';

export function vendoredRust(): RustModule {
  return instantiateRust(vendored('runtime_bg.wasm'));
}

let audioFiles: WebAssembly.Module | null = null;

/** The module that reads recordings, compiled once. */
export function vendoredAudioFiles(): WebAssembly.Module {
  audioFiles ??= new WebAssembly.Module(vendored('audio_files.wasm'));
  return audioFiles;
}

function vendored(name: string): Uint8Array<ArrayBuffer> {
  const file = fileURLToPath(new URL(`../../../../../vendor/rust/${name}`, import.meta.url));
  if (!existsSync(file)) throw new Error(`${file} is not there: it belongs to the repository`);
  return readFileSync(file);
}
