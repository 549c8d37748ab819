/** Slow results of the build, kept under build/cache by the hash of all that they are made from. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const sha256 = (...parts: Array<string | Uint8Array>): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

/** What `make` gave for the same `inputs` before, or gives now. `kind` names the file, for people. */
export async function cached(
  root: string,
  kind: string,
  inputs: Array<string | Uint8Array>,
  make: () => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  const folder = path.join(root, 'build', 'cache');
  const file = path.join(folder, `${sha256(...inputs).slice(0, 24)}-${kind}`);
  try {
    return readFileSync(file);
  } catch {
    const made = await make();
    mkdirSync(folder, { recursive: true });
    // Written beside and renamed: a build that is interrupted leaves no half file.
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, made);
    renameSync(partial, file);
    return made;
  }
}
