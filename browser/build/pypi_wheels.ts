/** Wheels of PyPI that the page serves itself, as pypi_wheels.lock names them with their hashes. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from './build_cache.ts';
import { runPython } from './repository_python.ts';

const LOCK = 'browser/build/pypi_wheels.lock';

/** [file name, bytes] of each wheel; downloaded once for each state of the lock. */
export async function pypiWheels(root: string): Promise<Array<[string, Uint8Array]>> {
  const lock = readFileSync(path.join(root, LOCK));
  const folder = path.join(root, 'build/cache', `wheels-${sha256(lock).slice(0, 16)}`);
  if (!existsSync(folder)) await download(root, folder);
  return readdirSync(folder)
    .sort()
    .map((name) => [name, new Uint8Array(readFileSync(path.join(folder, name)))]);
}

async function download(root: string, folder: string): Promise<void> {
  const partial = `${folder}.${process.pid}`;
  const only = ['--require-hashes', '--no-deps', '--only-binary=:all:', '--python-version', '3.14'];
  try {
    await runPython(root, [
      ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', ...only],
      ...['--requirement', LOCK, '--dest', partial],
    ]);
    renameSync(partial, folder);
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    if (existsSync(folder)) return; // another build was quicker
    throw new Error(`the wheels of ${LOCK} could not be downloaded: is the package index in reach?`, {
      cause,
    });
  }
}
