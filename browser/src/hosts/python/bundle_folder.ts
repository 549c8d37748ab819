/** The files of a bundle in Python's file system, where its nodes import and read them. */

/** What is used of Emscripten's FS; Pyodide's `py.FS` fits. */
export interface BundleFileSystem {
  mkdirTree(path: string): unknown;
  writeFile(path: string, data: Uint8Array, options: { canOwn: boolean }): unknown;
  analyzePath(path: string): { exists: boolean };
  readdir(path: string): string[];
  stat(path: string): { mode: number };
  isDir(mode: number): boolean;
  rmdir(path: string): unknown;
  unlink(path: string): unknown;
}

export const BUNDLE_FOLDER = '/bundle';

/**
 * Places the files, by their paths in the bundle, in an empty folder; returns the folder.
 * The bytes belong to the file system afterwards: they are not copied.
 */
export function placeBundle(fs: BundleFileSystem, files: ReadonlyMap<string, Uint8Array>): string {
  removeBundle(fs);
  fs.mkdirTree(BUNDLE_FOLDER);
  for (const [name, bytes] of files) {
    const path = `${BUNDLE_FOLDER}/${name}`;
    fs.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    fs.writeFile(path, bytes, { canOwn: true });
  }
  return BUNDLE_FOLDER;
}

/** Removes the folder with whatever nodes have left in it. */
export function removeBundle(fs: BundleFileSystem): void {
  if (fs.analyzePath(BUNDLE_FOLDER).exists) removeTree(fs, BUNDLE_FOLDER);
}

function removeTree(fs: BundleFileSystem, folder: string): void {
  for (const name of fs.readdir(folder)) {
    if (name === '.' || name === '..') continue;
    const path = `${folder}/${name}`;
    if (fs.isDir(fs.stat(path).mode)) removeTree(fs, path);
    else fs.unlink(path);
  }
  fs.rmdir(folder);
}
