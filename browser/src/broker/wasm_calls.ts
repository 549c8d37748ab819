/** The parts of the wasm facade that the broker uses (wasm_kernels/WIRE.md, "Readers"). */

export interface BundleCalls {
  poll(): number;
  wanted_offset(): number;
  wanted_bytes(): number;
  buffer(bytes: number): number;
  supply(bytes: number): void;
  chunk_address(): number;
  chunk_bytes(): number;
  report(): number;
  extract(index: number): void;
  reply_address(): number;
  reply_bytes(): number;
  free(): void;
}

export const WANTS_BYTES = 0;
export const HAS_CHUNK = 1;
export const IS_READY = 2;

/** Copies JSON or bytes out of wasm memory, with a view of the moment: memory may have grown. */
export class ReplyReader {
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  view(address: number, bytes: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer, address >>> 0, bytes);
  }

  json<Answer>(address: number, bytes: number): Answer {
    return JSON.parse(new TextDecoder().decode(this.view(address, bytes))) as Answer;
  }
}
