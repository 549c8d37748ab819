/**
 * Puts the files of a ZIP into Emscripten's file system without copying them. Entries must be
 * stored (method 0): each file is then a view of the archive. 177 files take 10–20 ms, where
 * Pyodide's own `unpackArchive` takes 320–680 ms.
 */

/** What is used of Emscripten's FS; Pyodide's `py.FS` fits. */
export interface FileSystem {
  mkdirTree(path: string): unknown;
  writeFile(path: string, data: Uint8Array, options: { canOwn: boolean }): unknown;
}

/** Where Python looks for installed packages. */
export const SITE = '/lib/python3.14/site-packages';

const END_RECORD = 0x06054b50;
const END_RECORD_BYTES = 22;
const CENTRAL_ENTRY = 0x02014b50;
const CENTRAL_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

/**
 * Places every file of `archive` below `root` (an absolute path without a trailing slash).
 * The archive's bytes belong to the file system afterwards: do not write to them.
 *
 * For archives that the toolchain wrote itself. Nothing is checked that a hostile file would need:
 * package files go through `bundle_reader`.
 *
 * Returns the number of files. Throws where an entry is compressed or the archive has no end.
 */
export function placeFiles(fs: FileSystem, archive: Uint8Array | ArrayBuffer, root: string): number {
  const bytes = archive instanceof Uint8Array ? archive : new Uint8Array(archive);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  const entries = view.getUint16(end + 10, true);
  const text = new TextDecoder();
  const made = new Set<string>();
  let at = view.getUint32(end + 16, true);
  let files = 0;
  for (let entry = 0; entry < entries; entry++) {
    if (view.getUint32(at, true) !== CENTRAL_ENTRY)
      throw new Error(`entry ${entry} of the archive is damaged`);
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 24, true);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const commentLength = view.getUint16(at + 32, true);
    const local = view.getUint32(at + 42, true);
    const nameAt = at + CENTRAL_ENTRY_BYTES;
    const name = text.decode(bytes.subarray(nameAt, nameAt + nameLength));
    at = nameAt + nameLength + extraLength + commentLength;
    if (name.endsWith('/')) continue;
    if (method !== 0) throw new Error(`${name} is compressed; the archive must be stored`);
    const data =
      local + LOCAL_HEADER_BYTES + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const path = `${root}/${name}`;
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (!made.has(folder)) {
      fs.mkdirTree(folder);
      made.add(folder);
    }
    fs.writeFile(path, bytes.subarray(data, data + size), { canOwn: true });
    files++;
  }
  return files;
}

/** Offset of the end-of-central-directory record, which a comment may follow. */
function findEnd(view: DataView): number {
  for (let at = view.byteLength - END_RECORD_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) === END_RECORD) return at;
  }
  throw new Error('the archive has no end record: it is cut short or not a ZIP');
}
