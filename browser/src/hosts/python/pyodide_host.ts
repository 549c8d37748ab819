/**
 * Runs the Python nodes of a graph in Pyodide, in the engine's own thread.
 *
 * What Python is told and what it answers are numbers (py_nodes/pyodide_adapter.py is the other
 * side). A body crosses as one memory copy: Python makes room in a fresh object and says where, this
 * side copies. No proxy is made per packet.
 */
import type { PyodideAPI } from 'pyodide';
import type { PyCallable, PyProxy } from 'pyodide/ffi';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { NodeEvents, NodeFailure, NodeHost, NodeHostStart } from '../engine/node_host.ts';
import {
  type CallInputs,
  FLAG_SHARED,
  KIND_AUDIO,
  KIND_TENSOR,
  OWNER_PYTHON,
  PacketFields,
  REASON_PROCESS,
} from '../engine/packet.ts';
import { placeBundle, removeBundle } from './bundle_folder.ts';
import { placeFiles, SITE } from './stored_zip.ts';

/** What the adapter's calls answer. */
const DONE = 0;
const OUTPUT = 1;
const RESTS = 2;
const WAITS = 3;
const FAILED = 4;

/** Slots of the mailbox, as the adapter's FORMS have them; the dims follow. */
const SLOTS = {
  id: 0,
  port: 1,
  kind: 2,
  dtype: 3,
  bytes: 4,
  arrays: 5,
  sampleRate: 6,
  timestamp: 7,
} as const;
const BODY_HANDLE = 8;
const METADATA_HANDLE = 9;
const METADATA_BYTES = 10;
const RANK = 11;
const DIMS = 12;

/** A value of so many bytes is let go of at once; of smaller ones, so many together. */
const LARGE = 65_536;
const RELEASED_TOGETHER = 16;

/** Views of Pyodide's memory; Emscripten replaces them when it grows. */
interface Heap {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  readonly HEAPF64: Float64Array;
}

/** Methods of `PyodideAdapter` that are called per packet, as functions of numbers. */
interface AdapterCalls {
  materialise(
    id: number,
    kind: number,
    bytes: number,
    dtype: number,
    arrays: number,
    sampleRate: number,
    ...dims: number[]
  ): number;
  process(
    call: number,
    node: number,
    id: number,
    port: number,
    shared: boolean,
    timestamp: number,
    sequence: number,
    metadata: string,
  ): number;
  process_plain(call: number, node: number, id: number, shared: boolean, timestamp: number): number;
  call_bare(call: number, node: number, reason: number): number;
  advance(call: number): number;
  collect(call: number): number;
  failure(): string;
  locate(id: number): number;
  release(...ids: number[]): void;
  abort(call: number): void;
  mailbox_address(): number;
  probe_bytes(): number;
  probe_array(): number;
  probe_address(): number;
  tell_addresses(): void;
  wants_installer(folder: string, wheels: string): boolean;
  create(nodes: string, folder: string, wheels: string): Promise<string>;
  cleanup(): Promise<string>;
}

interface Made {
  found: Diagnostic[];
  plain: number[];
}

const METHODS = [
  'materialise',
  'process',
  'process_plain',
  'call_bare',
  'advance',
  'collect',
  'failure',
  'locate',
  'release',
  'abort',
  'mailbox_address',
  'probe_bytes',
  'probe_array',
  'probe_address',
  'tell_addresses',
  'wants_installer',
  'create',
  'cleanup',
] as const satisfies readonly (keyof AdapterCalls)[];

/** Gives micropip and packaging as a stored ZIP of modules; asked only for a bundle that needs them. */
export type InstallerPart = () => Promise<ArrayBuffer | Uint8Array>;

/** A host for one run. Python itself may have been started ahead and may serve another run after it. */
export function createPyodideHost(py: PyodideAPI, installer: InstallerPart): NodeHost {
  return new PyodideHost(py, installer);
}

class PyodideHost implements NodeHost {
  readonly owner = OWNER_PYTHON;
  readonly #py: PyodideAPI;
  readonly #installer: InstallerPart;
  readonly #heap: Heap;
  /** Where the bodies of Python's own values lie. */
  readonly #addresses = new Map<number, number>();
  readonly #packet = new PacketFields();
  readonly #text = new TextDecoder();
  /** Released, and Python is yet to be told: small values, a few at a time. */
  readonly #released: number[] = [];
  /** Values that are not worth keeping a moment longer. */
  readonly #large = new Set<number>();
  #proxies: PyProxy[] = [];
  #adapter: AdapterCalls | null = null;
  #events: NodeEvents | null = null;
  #mailbox = 0;
  /** Nodes that want nothing but the value of a packet. */
  #plain: ReadonlySet<number> = new Set();
  #arraysProbed = false;
  #followsPointers = true;

  constructor(py: PyodideAPI, installer: InstallerPart) {
    this.#py = py;
    this.#installer = installer;
    this.#heap = (py as unknown as { _module: Heap })._module;
  }

  async create(start: NodeHostStart): Promise<Diagnostic[]> {
    this.#events = start.events;
    const adapter = this.#makeAdapter();
    this.#checkBytes(adapter);
    this.#mailbox = adapter.mailbox_address() / 8;
    const folder = placeBundle(this.#py.FS, start.files);
    const wheels = JSON.stringify(start.wheels);
    if (adapter.wants_installer(folder, wheels)) await this.#placeInstaller();
    const made = JSON.parse(await adapter.create(JSON.stringify(start.nodes), folder, wheels)) as Made;
    this.#plain = new Set(made.plain);
    return made.found;
  }

  async #placeInstaller(): Promise<void> {
    placeFiles(this.#py.FS, await this.#installer(), SITE);
    this.#py.runPython('from py_nodes.sdk.bundle_nodes import list_folders_again; list_folders_again()');
  }

  call(call: number, node: number, reason: number, inputs: CallInputs): void {
    const adapter = this.#calls();
    if (reason !== REASON_PROCESS) {
      this.#answer(call, adapter.call_bare(call, node, reason));
      return;
    }
    const packet = inputs.packet(0);
    const shared = (packet.flags & FLAG_SHARED) !== 0;
    if (this.#plain.has(node)) {
      this.#answer(call, adapter.process_plain(call, node, packet.id, shared, packet.timestamp));
      return;
    }
    this.#answer(
      call,
      adapter.process(
        call,
        node,
        packet.id,
        inputs.port(0),
        shared,
        packet.timestamp,
        packet.sequence,
        packet.metadata,
      ),
    );
  }

  advance(call: number): void {
    this.#answer(call, this.#calls().advance(call));
  }

  materialise(id: number, packet: PacketFields, body: Uint8Array): void {
    const adapter = this.#calls();
    const { kind, bytes, dtype, arrays, sampleRate, rank, dims } = packet;
    if (this.#released.includes(id)) this.#letGo(); // the engine may use an id again
    if (bytes >= LARGE) this.#large.add(id);
    const handle =
      rank === 2
        ? adapter.materialise(id, kind, bytes, dtype, arrays, sampleRate, dims[0]!, dims[1]!)
        : adapter.materialise(id, kind, bytes, dtype, arrays, sampleRate, ...dims.slice(0, rank));
    const address = this.#address(id, handle, kind, arrays);
    this.#heap.HEAPU8.set(body, address);
  }

  read(id: number, packet: PacketFields): Uint8Array {
    const address = this.#addresses.get(id) ?? this.#locate(id, packet);
    return this.#heap.HEAPU8.subarray(address, address + packet.bytes);
  }

  release(id: number): void {
    this.#addresses.delete(id);
    this.#released.push(id);
    if (this.#large.delete(id) || this.#released.length >= RELEASED_TOGETHER) this.#letGo();
  }

  #letGo(): void {
    if (this.#released.length > 0) this.#adapter?.release(...this.#released);
    this.#released.length = 0;
  }

  abort(call: number): void {
    this.#adapter?.abort(call);
  }

  async cleanup(): Promise<Diagnostic[]> {
    const adapter = this.#adapter;
    if (!adapter) return [];
    this.#adapter = null;
    try {
      return JSON.parse(await adapter.cleanup()) as Diagnostic[];
    } finally {
      for (const proxy of this.#proxies) proxy.destroy();
      this.#proxies = [];
      this.#addresses.clear();
      this.#large.clear();
      this.#released.length = 0;
      removeBundle(this.#py.FS);
    }
  }

  #calls(): AdapterCalls {
    if (!this.#adapter) throw new Error('this host has no nodes: create() comes first, cleanup() ends it');
    return this.#adapter;
  }

  /** The adapter's methods as functions; the proxies behind them live until `cleanup`. */
  #makeAdapter(): AdapterCalls {
    const module = this.#py.pyimport('py_nodes.pyodide_adapter') as PyProxy & { PyodideAdapter: PyCallable };
    const make = module.PyodideAdapter;
    const adapter = make(
      (node: number, stream: 'stdout' | 'stderr', text: string) => this.#events?.log(node, stream, text),
      (call: number) => {
        if (this.#adapter) this.#answer(call, this.#adapter.collect(call));
      },
    ) as PyProxy & Record<string, PyCallable>;
    const methods = METHODS.map((name) => [name, adapter[name] as PyCallable] as const);
    this.#proxies = [module, make, adapter, ...methods.map(([, method]) => method)];
    this.#adapter = Object.fromEntries(methods) as unknown as AdapterCalls;
    return this.#adapter;
  }

  /** What a call of the adapter came to. */
  #answer(call: number, code: number): void {
    const events = this.#events;
    if (!events) return;
    switch (code) {
      case OUTPUT:
        events.output(call, this.#readMailbox(), this.#packet);
        events.complete(call);
        return;
      case DONE:
        events.complete(call);
        return;
      case RESTS:
        events.emit(call, this.#readMailbox(), this.#packet);
        return;
      case FAILED:
        events.fail(call, JSON.parse(this.#calls().failure()) as NodeFailure);
        return;
      case WAITS:
        return;
      default:
        throw new Error(`the Python adapter answered ${code}, which means nothing`);
    }
  }

  /** Fills the one packet from the mailbox; returns its port. */
  #readMailbox(): number {
    const slots = this.#heap.HEAPF64;
    const at = this.#mailbox;
    const packet = this.#packet;
    packet.owner = OWNER_PYTHON;
    packet.id = slots[at + SLOTS.id]!;
    packet.kind = slots[at + SLOTS.kind]!;
    packet.dtype = slots[at + SLOTS.dtype]!;
    packet.bytes = slots[at + SLOTS.bytes]!;
    packet.arrays = slots[at + SLOTS.arrays]!;
    packet.sampleRate = slots[at + SLOTS.sampleRate]!;
    packet.timestamp = slots[at + SLOTS.timestamp]!;
    packet.rank = slots[at + RANK]!;
    for (let i = 0; i < packet.rank; i++) packet.dims[i] = slots[at + DIMS + i]!;
    const metadataBytes = slots[at + METADATA_BYTES]!;
    packet.metadata = '';
    if (metadataBytes > 0) {
      const address = slots[at + METADATA_HANDLE]!;
      packet.metadata = this.#text.decode(this.#heap.HEAPU8.subarray(address, address + metadataBytes));
    }
    if (packet.bytes >= LARGE) this.#large.add(packet.id);
    const port = slots[at + SLOTS.port]!;
    const handle = slots[at + BODY_HANDLE]!;
    this.#addresses.set(packet.id, this.#address(packet.id, handle, packet.kind, packet.arrays));
    return port;
  }

  #locate(id: number, { kind, arrays }: PacketFields): number {
    this.#letGo();
    return this.#address(id, this.#calls().locate(id), kind, arrays);
  }

  /** Where a body lies, from its handle. */
  #address(id: number, handle: number, kind: number, arrays: number): number {
    if (kind !== KIND_AUDIO && kind !== KIND_TENSOR && arrays === 0) return handle;
    if (!this.#arraysProbed && !this.#probeArrays()) return this.#calls().locate(id);
    return this.#followsPointers ? this.#heap.HEAPU32[handle >>> 2]! : handle;
  }

  /** Whether the pointer to an array's data is where it is expected; if not, Python tells addresses from now on. */
  #probeArrays(): boolean {
    const adapter = this.#calls();
    this.#arraysProbed = true;
    const handle = adapter.probe_array();
    this.#followsPointers = this.#heap.HEAPU32[handle >>> 2] === adapter.probe_address();
    if (!this.#followsPointers) adapter.tell_addresses();
    return this.#followsPointers;
  }

  #checkBytes(adapter: AdapterCalls): void {
    const address = adapter.probe_bytes();
    const found = this.#heap.HEAPU8.subarray(address, address + 8);
    if (found.some((byte, i) => byte !== i + 1))
      throw new Error('this build of Python lays out bytes objects in a way that the host does not know');
  }
}
