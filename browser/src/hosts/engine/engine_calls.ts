/** The parts of the wasm facade that the driver uses (wasm_kernels/WIRE.md, "Calls"). */

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
  trace(): number;
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
