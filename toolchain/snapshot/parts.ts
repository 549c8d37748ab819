/** The parts of a snapshot on disk, for its maker and its check. */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { loadPyodide as LoadPyodide } from 'pyodide';
import type { CreatePyodideModule } from '../../browser/src/hosts/python/side_modules.ts';
import { type FileSystem, placeFiles } from '../../browser/src/hosts/python/stored_zip.ts';

export const SITE = '/lib/python3.14/site-packages';

export interface PyodideScripts {
  readonly loadPyodide: typeof LoadPyodide;
  readonly create: CreatePyodideModule;
}

/** Pyodide's two scripts from the folder of the npm package. */
export async function pyodideFrom(folder: string): Promise<PyodideScripts> {
  const load = (name: string) => import(pathToFileURL(path.join(folder, name)).href);
  const { loadPyodide } = (await load('pyodide.mjs')) as { loadPyodide: typeof LoadPyodide };
  const { default: create } = (await load('pyodide.asm.mjs')) as { default: CreatePyodideModule };
  return { loadPyodide, create };
}

/** numpy as vendor/numpy holds it: the stored archive, and the side modules by their path. */
export class NumpyParts {
  readonly archive: Uint8Array;
  readonly #folder: string;
  readonly #files: Record<string, string>;

  constructor(folder: string) {
    this.#folder = folder;
    this.archive = fs.readFileSync(path.join(folder, 'files.zip'));
    this.#files = JSON.parse(fs.readFileSync(path.join(folder, 'side_modules.json'), 'utf8'));
  }

  /** Paths as Python sees them. */
  get paths(): string[] {
    return Object.keys(this.#files).map((name) => `${SITE}/${name}`);
  }

  /** One side module, by its path. */
  bytes(at: string): Uint8Array {
    const file = this.#files[at.slice(SITE.length + 1)];
    if (file === undefined) throw new Error(`${at} is not a side module of ${this.#folder}`);
    return fs.readFileSync(path.join(this.#folder, file));
  }

  /** All of it into a file system. Restored Pythons need no side module there: they have them imported. */
  placeIn(fs: FileSystem): void {
    placeFiles(fs, this.archive.slice(), SITE); // the file system keeps the bytes
    for (const at of this.paths) fs.writeFile(at, this.bytes(at), { canOwn: true });
  }

  module(at: string): WebAssembly.Module {
    return new WebAssembly.Module(new Uint8Array(this.bytes(at)));
  }
}
