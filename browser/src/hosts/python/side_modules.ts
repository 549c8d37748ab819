/**
 * Memory snapshots of Pyodide that hold imported extension modules (numpy).
 *
 * A snapshot is linear memory. An extension module also lives outside it: its functions sit in
 * the function table, its GOT entries are wasm globals, its exports are JS objects. So each start
 * instantiates the same modules again, in the same order, before the runtime is initialised.
 * Emscripten then places them by bumping `__heap_base` and growing the table, which gives the
 * same addresses every time; the memory written over them afterwards fits.
 *
 * Nothing of Pyodide is patched: `createPyodideModule` is wrapped, and what Emscripten exposes on
 * Module is used. Only erasable syntax here: Node imports this file as it stands, to make the
 * snapshot with the very code that restores it (`toolchain/snapshot/`).
 */
import type { PyodideConfig } from 'pyodide';

export type CreatePyodideModule = NonNullable<PyodideConfig['createPyodideModule']>;

/** An extension module: `path` as Python will `dlopen` it. */
export interface SideModule {
  readonly path: string;
  readonly module: WebAssembly.Module;
}

/** [path, first table slot, end of the heap in bytes] of a side module once it is in place. */
export type Placement = readonly [path: string, tableBase: number, heapTop: number];

/** What a restore must know besides the memory itself (`layout.json`). */
export interface SnapshotLayout {
  /** Form of the layout; another number is refused. */
  readonly version: number;
  readonly placed: readonly Placement[];
  /** `dlopen` handles (pointers) and the paths behind them. */
  readonly handles: ReadonlyArray<readonly [handle: number, path: string]>;
  readonly heapBytes: number;
  /** [start, length] in bytes of the pages that are not zero, ascending; the memory file holds
   *  exactly these, one after the other. */
  readonly runs: Runs;
  /** The same of the pages that a second file changes, where there is one. */
  readonly changed?: Runs;
}

export type Runs = ReadonlyArray<readonly [start: number, length: number]>;

export interface Snapshot {
  readonly layout: SnapshotLayout | PromiseLike<SnapshotLayout>;
  readonly memory: Uint8Array | PromiseLike<Uint8Array>;
  /** For `layout.changed`: what these pages became, XORed with what they are in `memory`, which packs
   *  to a quarter of the pages themselves. */
  readonly changes?: Uint8Array | PromiseLike<Uint8Array>;
}

export interface SideModuleOptions {
  /** In the order in which they were placed when the snapshot was made. Awaited only once the main
   *  module is there: Emscripten's glue is read meanwhile. */
  readonly libraries: readonly SideModule[] | PromiseLike<readonly SideModule[]>;
  /** Absent when a snapshot is being made, and for a plain start. */
  readonly snapshot?: Snapshot | null;
  /** Called with the name of each stage as it is reached, for timing. */
  readonly mark?: (stage: string) => void;
}

interface SharedObject {
  readonly name: string;
}

/** The parts of Emscripten's Module that this relies on; Pyodide's own types name few of them. */
export interface EmscriptenModule {
  readonly wasmTable: WebAssembly.Table;
  readonly freeTableIndexes: number[];
  readonly preloadedWasm: Record<string, unknown>;
  readonly LDSO: { readonly loadedLibsByHandle: Record<string, SharedObject> };
  readonly API: { restoreSnapshot: (head: Uint8Array) => unknown };
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  readonly HEAPU32: Uint32Array;
  /** Address of CPython's `_PyRuntime`. */
  readonly __PyRuntime: number;
  /** Address of the offset in `_PyRuntime` of the call trampoline's table slot. */
  readonly __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: number;
  _emscripten_get_sbrk_ptr(): number;
  growMemory(bytes: number): void;
  newDSO(path: string, handle: number, exports: unknown): unknown;
  loadWebAssemblyModule(
    module: WebAssembly.Module,
    flags: { nodelete: boolean; allowUndefined: boolean },
    path: string,
    localScope: object,
  ): unknown;
  /** Set here: where the side modules' functions end in the table. */
  endOfSideModules: number;
  /** Set here: where each side module came to lie. */
  placedSideModules: readonly Placement[];
}

type ReceiveInstance = (instance: { exports: WebAssembly.Exports }, module: WebAssembly.Module) => void;

/** Emscripten makes the settings object its Module, so it is changed in place. */
interface Settings {
  readonly freeTableIndexes: number[];
  readonly preRun: Array<(module: EmscriptenModule) => void>;
  instantiateWasm: (imports: WebAssembly.Imports, receive: ReceiveInstance) => unknown;
}

export const LAYOUT_VERSION = 1;

/** Bytes that a wrapper around one function stays below. */
const LARGEST_WRAPPER = 128;

/** Where the side modules' functions begin in the table. The main module has 14,175 entries, one
 *  more where the engine has wasm GC (CPython's call trampoline): one snapshot serves every engine. */
const TABLE_BASE = 16384;

/**
 * Wraps `createPyodideModule` so that `libraries` are in place before Python starts, and the
 * snapshot's memory, if there is one, is put back. Use it for a plain start too (no libraries):
 * it also mends the table in WebKit.
 *
 * The wrapped function throws, before anything is overwritten, where the snapshot does not fit.
 */
export function withSideModules(
  create: CreatePyodideModule,
  options: SideModuleOptions,
): CreatePyodideModule {
  const { snapshot = null, mark = () => {} } = options;
  return async (given) => {
    const settings = given as unknown as Settings;
    const placed: Placement[] = [];
    let libraries: readonly SideModule[] = [];
    let fail: (error: unknown) => void;
    const failed = new Promise<never>((_, reject) => {
      fail = reject; // Emscripten's own promise never settles where its start is not gone on with
    });
    const instantiate = settings.instantiateWasm;
    settings.instantiateWasm = (imports, receive) =>
      instantiate(imports, async (instance, module) => {
        try {
          mark('main module');
          const exports = asInTable(instance.exports);
          padTable(exports.__indirect_function_table as WebAssembly.Table, settings.freeTableIndexes);
          libraries = await options.libraries;
          receive({ exports }, module);
        } catch (error) {
          fail(error);
        }
      });
    settings.preRun.push((module) => {
      mark('prerun');
      placeAll(module, libraries, placed);
      mark('side modules');
    });
    const compileAgain = onceForEachSignature();
    let created: Awaited<ReturnType<CreatePyodideModule>>;
    try {
      created = await Promise.race([create(given), failed]);
    } finally {
      compileAgain();
    }
    const module = created as unknown as EmscriptenModule;
    mark('runtime');
    module.placedSideModules = placed;
    if (snapshot) {
      const memory: Memory = { pages: await snapshot.memory, changes: (await snapshot.changes) ?? NONE };
      restoreInto(module, await snapshot.layout, memory, mark);
    }
    return created;
  };
}

/**
 * Emscripten wraps each JavaScript function that has an address (some 300 of them) into a wasm module
 * of its own, whose bytes hold nothing but the signature: compiled once for each signature, that is
 * a tenth of the time. Returns the way back.
 */
function onceForEachSignature(): () => void {
  const own = WebAssembly.Module;
  const known = new Map<string, WebAssembly.Module>();
  WebAssembly.Module = new Proxy(own, {
    construct(target, [bytes]: [BufferSource]) {
      if (!(bytes instanceof Uint8Array) || bytes.length > LARGEST_WRAPPER) return new target(bytes);
      const key = String(bytes);
      const module = known.get(key) ?? new target(bytes);
      known.set(key, module);
      return module;
    },
  });
  return () => {
    WebAssembly.Module = own;
  };
}

function placeAll(module: EmscriptenModule, libraries: readonly SideModule[], placed: Placement[]): void {
  if (module.wasmTable.length !== TABLE_BASE) {
    throw new Error(`the main module's table has ${module.wasmTable.length} entries, not ${TABLE_BASE}`);
  }
  module.freeTableIndexes.length = 0; // what comes later goes behind the side modules, in every engine
  libraries.forEach((library, index) => {
    // Undefined symbols are looked up once, with the last one: each look-up walks 12,000 entries.
    const flags = { nodelete: true, allowUndefined: index < libraries.length - 1 };
    const tableBase = module.wasmTable.length;
    module.preloadedWasm[library.path] = module.loadWebAssemblyModule(
      library.module,
      flags,
      library.path,
      {},
    );
    placed.push([library.path, tableBase, heapTop(module)]);
  });
  module.endOfSideModules = module.wasmTable.length;
}

/**
 * Emscripten gives every exported function a table slot, and knows by identity which have one.
 * In WebKit `table.get(i)` is another object than the export (against the specification): 972
 * functions would get a second slot, all others would shift, and pointers in a snapshot would
 * call the wrong function. Both objects have the function's index as their name.
 */
function asInTable(exports: WebAssembly.Exports): WebAssembly.Exports {
  const table = exports.__indirect_function_table as WebAssembly.Table;
  const exported = new Set<unknown>(Object.values(exports));
  const byIndex = new Map<string, WebAssembly.ExportValue>();
  for (let slot = 0; slot < table.length; slot++) {
    const entry = table.get(slot) as ((...args: never[]) => unknown) | null;
    if (entry === null) continue;
    if (exported.has(entry)) return exports; // one object per function, as it should be
    byIndex.set(entry.name, entry); // the last slot counts, as in Emscripten's own map
  }
  const same = (value: WebAssembly.ExportValue) =>
    typeof value === 'function' ? (byIndex.get(value.name) ?? value) : value;
  return Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, same(value)]));
}

/** Grows the table once and lets Emscripten fill it, lowest slot first: it would grow it 5,441
 *  times by one (0.15 s in WebKit). */
function padTable(table: WebAssembly.Table, freeSlots: number[]): void {
  const used = table.length;
  if (used > TABLE_BASE)
    throw new Error(`the main module's table has ${used} entries, more than ${TABLE_BASE}`);
  table.grow(TABLE_BASE - used);
  for (let slot = TABLE_BASE - 1; slot >= used; slot--) freeSlots.push(slot);
}

interface Memory {
  readonly pages: Uint8Array;
  readonly changes: Uint8Array;
}

const NONE = new Uint8Array();

function restoreInto(
  module: EmscriptenModule,
  layout: SnapshotLayout,
  memory: Memory,
  mark: (stage: string) => void,
): void {
  if (layout.version !== LAYOUT_VERSION) {
    throw new Error(
      `the snapshot's layout has version ${layout.version}, this start reads ${LAYOUT_VERSION}`,
    );
  }
  const here = JSON.stringify(module.placedSideModules);
  const there = JSON.stringify(layout.placed);
  if (here !== there)
    throw new Error(`the snapshot was made with other side modules: ${there}, here ${here}`);
  const changed = layout.changed ?? [];
  for (const [bytes, runs] of [
    [memory.pages, layout.runs],
    [memory.changes, changed],
  ] as const) {
    const stored = runs.reduce((sum, [, length]) => sum + length, 0);
    if (bytes.length !== stored)
      throw new Error(`the snapshot's memory has ${bytes.length} bytes, its layout tells of ${stored}`);
  }
  const restoreHead = module.API.restoreSnapshot;
  module.API.restoreSnapshot = (head) => {
    const config = restoreHead(head); // checks the build id; no memory follows the head
    const trampoline = trampolineSlot(module);
    const ownTrampoline = module.HEAP32[trampoline] ?? 0;
    writeRuns(module, layout, memory.pages);
    changeRuns(module.HEAPU32, changed, memory.changes);
    module.HEAP32[trampoline] = ownTrampoline; // 0 where the engine lacks it
    for (const [handle, path] of layout.handles) module.newDSO(path, handle, module.preloadedWasm[path]);
    mark('restored');
    return config;
  };
}

/** Writes the stored pages and clears what the start has dirtied between them. */
function writeRuns(module: EmscriptenModule, layout: SnapshotLayout, memory: Uint8Array): void {
  const dirtyEnd = heapTop(module);
  module.growMemory(layout.heapBytes);
  const heap = module.HEAPU8; // taken after the growth, which detaches older views
  let done = 0;
  let from = 0;
  for (const [start, length] of layout.runs) {
    if (done < dirtyEnd) heap.fill(0, done, Math.min(start, dirtyEnd)); // what lay between was zero
    heap.set(memory.subarray(from, from + length), start);
    from += length;
    done = start + length;
  }
  if (done < dirtyEnd) heap.fill(0, done, dirtyEnd);
}

/** By words: pages begin and end at these. */
function changeRuns(heap: Uint32Array, runs: Runs, changes: Uint8Array): void {
  const words = new Uint32Array(changes.buffer, changes.byteOffset, changes.length / 4);
  let from = 0;
  for (const [start, length] of runs) {
    const shift = start / 4 - from;
    for (const end = from + length / 4; from < end; from++)
      (heap[from + shift] as number) ^= words[from] as number;
  }
}

/** First byte behind the heap: the program break. */
const heapTop = (module: EmscriptenModule): number =>
  module.HEAPU32[module._emscripten_get_sbrk_ptr() >> 2] ?? 0;

/** Index in HEAP32 where CPython keeps its call trampoline's table slot. */
const trampolineSlot = (module: EmscriptenModule): number =>
  (module.__PyRuntime + (module.HEAP32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >> 2] ?? 0)) >> 2;
