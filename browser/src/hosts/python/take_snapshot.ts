/** Takes a memory snapshot of a started Python; the other half of `side_modules.ts`. */
import { type EmscriptenModule, LAYOUT_VERSION, type SnapshotLayout } from './side_modules.ts';

export const PAGE = 4096;

/** Pyodide started with `_makeSnapshot: true` and `withSideModules`. */
export interface SnapshotSource {
  readonly _module: unknown;
  makeMemorySnapshot(): Uint8Array;
}

export interface TakenSnapshot {
  readonly layout: SnapshotLayout;
  /** For `loadPyodide` as `_loadSnapshot`. */
  readonly head: Uint8Array;
  /** The pages that are not zero, for `withSideModules`. */
  readonly memory: Uint8Array;
}

/**
 * Throws where a table slot was taken after the preload and not given back (a live ctypes callback,
 * an extension module outside the list): it would not be there after a restore.
 */
export function takeSnapshot(py: SnapshotSource): TakenSnapshot {
  const module = py._module as EmscriptenModule;
  const free = new Set(module.freeTableIndexes);
  let lost = 0;
  for (let slot = module.endOfSideModules; slot < module.wasmTable.length; slot++)
    if (!free.has(slot)) lost++;
  if (lost > 0) throw new Error(`${lost} table slots are in use that a restore would not have`);
  const handles = Object.entries(module.LDSO.loadedLibsByHandle)
    .filter(([handle]) => handle !== '0')
    .map(([handle, library]) => [Number(handle), library.name] as const);
  const whole = py.makeMemorySnapshot();
  const headBytes = new DataView(whole.buffer, whole.byteOffset).getUint32(4, true);
  const heap = whole.subarray(headBytes);
  const runs = pagesInUse(heap);
  const layout = {
    version: LAYOUT_VERSION,
    placed: module.placedSideModules,
    handles,
    heapBytes: heap.length,
    runs,
  };
  return { layout, head: whole.slice(0, headBytes), memory: gathered(heap, runs) };
}

function pagesInUse(heap: Uint8Array): Array<[start: number, length: number]> {
  const runs: Array<[number, number]> = [];
  for (let at = 0; at < heap.length; at += PAGE) {
    if (heap.subarray(at, at + PAGE).every((byte) => byte === 0)) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === at) last[1] += PAGE;
    else runs.push([at, PAGE]);
  }
  return runs;
}

function gathered(heap: Uint8Array, runs: ReadonlyArray<readonly [number, number]>): Uint8Array {
  const memory = new Uint8Array(runs.reduce((sum, [, length]) => sum + length, 0));
  let to = 0;
  for (const [at, length] of runs) {
    memory.set(heap.subarray(at, at + length), to);
    to += length;
  }
  return memory;
}
