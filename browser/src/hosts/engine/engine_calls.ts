/** The parts of the wasm facade that the driver uses (wasm_kernels/WIRE.md, "Calls" and "Readers"). */

export interface PipelineCalls {
  open(manifest: Uint8Array, context: Uint8Array): number;
  reply_address(): number;
  allocate(bytes: number, kind: number): number;
  address(id: number): number;
  release(id: number): void;
  inbox(bytes: number): number;
  step(inboxBytes: number, budget: number, now: number): number;
  stepped(now: number): void;
  due(): number;
  outbox_address(): number;
  outbox_bytes(): number;
  metrics(): number;
  free(): void;
}

/** Bits of what `step` returns. */
export const WORK_LEFT = 1;
export const ENDED = 2;

/** Room for a body in the engine's memory; its id. */
export function allocateBody(pipeline: PipelineCalls, bytes: number, kind: number): number {
  const id = pipeline.allocate(bytes, kind);
  if (id === 0) throw new Error(`the engine has no memory left for a value of ${bytes} bytes`);
  return id;
}

/** A reader that says what it wants of a file and is given it. */
export interface FileCalls {
  poll(): number;
  wanted_offset(): number;
  wanted_bytes(): number;
  buffer(bytes: number): number;
  supply(bytes: number): void;
  chunk_address(): number;
  chunk_bytes(): number;
  reply_address(): number;
  reply_bytes(): number;
  free(): void;
}

export interface AudioCalls extends FileCalls {
  info(): number;
  next_block(): void;
  chunk_frames(): number;
  finished(): boolean;
}

/** What `poll` of a reader says. */
export const WANTS_BYTES = 0;
export const HAS_CHUNK = 1;
export const IS_READY = 2;
export const HAS_FAILED = 3;

/**
 * The engine's linear memory. Views are made fresh each time: any call into the engine may grow the
 * memory, which detaches the old ones.
 */
export class EngineMemory {
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  view(address: number, bytes: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer, address >>> 0, bytes);
  }

  /** The JSON answer that lies there. */
  json<Answer>(address: number, bytes: number): Answer {
    return JSON.parse(new TextDecoder().decode(this.view(address, bytes))) as Answer;
  }
}
