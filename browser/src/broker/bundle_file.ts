/**
 * A bundle, read by random access: the reader (Rust) says which bytes it wants, this fetches them
 * from the Blob. One delivery at a time; whoever comes second waits.
 */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { BundleReport } from '../protocol/package.ts';
import { BrokerError } from './broker_error.ts';
import type { PackageSource } from './package_source.ts';
import { ReadAhead } from './read_ahead.ts';
import { type BundleCalls, HAS_CHUNK, IS_READY, type ReplyReader, WANTS_BYTES } from './wasm_calls.ts';

export class BundleFile implements PackageSource {
  readonly report: BundleReport;
  readonly #bundle: BundleCalls;
  readonly #source: Blob;
  readonly #replies: ReplyReader;
  #busy: Promise<unknown> = Promise.resolve();
  #holders = 1;

  private constructor(bundle: BundleCalls, source: Blob, replies: ReplyReader) {
    this.#bundle = bundle;
    this.#source = source;
    this.#replies = replies;
    const bytes = bundle.report();
    this.report = replies.json(bundle.reply_address(), bytes);
  }

  /** Reads as far as the verdict, and tells of every piece that was read. A file that is no bundle is opened too: its report says so. */
  static async open(
    bundle: BundleCalls,
    source: Blob,
    replies: ReplyReader,
    signal: AbortSignal,
    onRead: (bytes: number) => void,
  ): Promise<BundleFile> {
    try {
      await pump(bundle, source, replies, () => {}, signal, onRead);
      return new BundleFile(bundle, source, replies);
    } catch (error) {
      bundle.free();
      throw error;
    }
  }

  /** One entry, its hash checked again while it is read. Rejects with a BrokerError. */
  extract(index: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const turn = this.#busy.then(() => this.#deliver(index, signal));
    this.#busy = turn.catch(() => {});
    return turn;
  }

  hold(): void {
    this.#holders += 1;
  }

  /** The last lets go of the reader, once nothing is being delivered. */
  release(): void {
    this.#holders -= 1;
    if (this.#holders === 0) this.#busy = this.#busy.then(() => this.#bundle.free());
  }

  async #deliver(index: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    signal.throwIfAborted();
    if (this.#holders === 0) throw new BrokerError([closedDiagnostic()]);
    const entry = this.report.entries.find((each) => each.index === index);
    const whole = new Uint8Array(entry?.bytes ?? 0);
    let at = 0;
    this.#bundle.extract(index);
    await pump(
      this.#bundle,
      this.#source,
      this.#replies,
      (chunk) => {
        whole.set(chunk, at);
        at += chunk.length;
      },
      signal,
    );
    return whole;
  }
}

/** Gives the reader what it wants until it is ready. */
async function pump(
  bundle: BundleCalls,
  source: Blob,
  replies: ReplyReader,
  onChunk: (chunk: Uint8Array) => void,
  signal: AbortSignal,
  onRead: (bytes: number) => void = () => {},
): Promise<void> {
  const file = new ReadAhead(source);
  for (;;) {
    signal.throwIfAborted();
    const state = bundle.poll();
    if (state === WANTS_BYTES) {
      const offset = bundle.wanted_offset();
      const bytes = await readSlice(file, offset, bundle.wanted_bytes());
      const room = bundle.buffer(bytes.length);
      replies.view(room, bytes.length).set(bytes);
      bundle.supply(bytes.length);
      onRead(bytes.length);
    } else if (state === HAS_CHUNK) {
      onChunk(replies.view(bundle.chunk_address(), bundle.chunk_bytes()));
    } else if (state === IS_READY) {
      return;
    } else {
      throw new BrokerError(replies.json<Diagnostic[]>(bundle.reply_address(), bundle.reply_bytes()));
    }
  }
}

async function readSlice(file: ReadAhead, offset: number, bytes: number): Promise<Uint8Array> {
  try {
    return await file.read(offset, bytes);
  } catch (error) {
    throw new BrokerError([unreadable(error)]);
  }
}

/** The browser does not give out a file's bytes. */
export function unreadable(error: unknown): Diagnostic {
  return {
    severity: 'error',
    code: 'file-unreadable',
    message: `The file cannot be read (any more): ${(error as Error).message}.`,
    help: 'It may have been moved, changed or deleted since it was chosen: choose it again.',
  };
}

function closedDiagnostic(): Diagnostic {
  return {
    severity: 'error',
    code: 'package-closed',
    message: 'This package was closed.',
    help: 'Open it again.',
  };
}
