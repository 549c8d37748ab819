/** The Python that the repository's own commands use, for what the build asks of it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** Standard output of `python ARGS` in the repository's root. Rejects with what it said on stderr. */
export async function runPython(root: string, args: string[]): Promise<Uint8Array> {
  const own = path.join(root, '.venv/bin/python');
  const python = process.env.RMPKG_PYTHON ?? (existsSync(own) ? own : 'python3');
  const options = { cwd: root, maxBuffer: 1 << 26, encoding: 'buffer' as const };
  const { stdout } = await promisify(execFile)(python, args, options);
  return stdout;
}
