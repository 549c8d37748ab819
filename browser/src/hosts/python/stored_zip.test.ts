import { describe, expect, it } from 'vitest';
import { placeFiles } from './stored_zip.ts';

interface Entry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly method?: number;
}

/** A ZIP as Python's zipfile writes it, without checksums, which the placer does not read. */
function archiveOf(entries: readonly Entry[], comment = ''): Uint8Array {
  const text = new TextEncoder();
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let at = 0;
  for (const { name, data, method = 0 } of entries) {
    const bytes = text.encode(name);
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(26, bytes.length, true);
    const entry = new DataView(new ArrayBuffer(46));
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, method, true);
    entry.setUint32(24, data.length, true);
    entry.setUint16(28, bytes.length, true);
    entry.setUint32(42, at, true);
    central.push(new Uint8Array(entry.buffer), bytes);
    parts.push(new Uint8Array(local.buffer), bytes, data);
    at += 30 + bytes.length + data.length;
  }
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(16, at, true);
  const whole = [...parts, ...central, new Uint8Array(end.buffer), text.encode(comment)];
  return new Uint8Array(whole.flatMap((part) => [...part]));
}

/** Remembers what was done, as Emscripten's FS would do it. */
function recorder() {
  const folders: string[] = [];
  const files = new Map<string, Uint8Array>();
  const fs = {
    mkdirTree: (path: string) => void folders.push(path),
    writeFile: (path: string, data: Uint8Array) => void files.set(path, data),
  };
  return { fs, folders, files };
}

const one = new Uint8Array([1, 2, 3]);

describe('placeFiles', () => {
  it('puts every file below the root and makes each folder once', () => {
    const { fs, folders, files } = recorder();
    const archive = archiveOf([
      { name: 'a/', data: new Uint8Array() },
      { name: 'a/one.pyc', data: one },
      { name: 'a/empty.pyc', data: new Uint8Array() },
      { name: 'a/b/two.pyc', data: one },
    ]);
    expect(placeFiles(fs, archive, '/site')).toBe(3);
    expect(folders).toEqual(['/site/a', '/site/a/b']);
    expect([...files.keys()]).toEqual(['/site/a/one.pyc', '/site/a/empty.pyc', '/site/a/b/two.pyc']);
    expect(files.get('/site/a/b/two.pyc')).toEqual(one);
  });

  it('hands out views of the archive, not copies', () => {
    const { fs, files } = recorder();
    const archive = archiveOf([{ name: 'one', data: one }]);
    placeFiles(fs, archive, '/site');
    expect(files.get('/site/one')?.buffer).toBe(archive.buffer);
  });

  it('reads an ArrayBuffer, and an archive that begins inside a larger buffer', () => {
    const archive = archiveOf([{ name: 'one', data: one }]);
    const larger = new Uint8Array(archive.length + 7);
    larger.set(archive, 7);
    for (const form of [archive.slice().buffer, larger.subarray(7)]) {
      const { fs, files } = recorder();
      placeFiles(fs, form, '/site');
      expect(files.get('/site/one')).toEqual(one);
    }
  });

  it('finds the end record behind a comment', () => {
    const { fs } = recorder();
    expect(placeFiles(fs, archiveOf([{ name: 'one', data: one }], 'made by hand'), '/site')).toBe(1);
  });

  it('refuses a compressed entry by name', () => {
    const { fs } = recorder();
    const archive = archiveOf([{ name: 'one', data: one, method: 8 }]);
    expect(() => placeFiles(fs, archive, '/site')).toThrow('one is compressed');
  });

  it('refuses what is cut short', () => {
    const { fs } = recorder();
    const archive = archiveOf([{ name: 'one', data: one }]);
    expect(() => placeFiles(fs, archive.subarray(0, -10), '/site')).toThrow('no end record');
    expect(() => placeFiles(fs, new Uint8Array(), '/site')).toThrow('no end record');
  });
});
