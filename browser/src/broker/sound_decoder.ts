/** The broker's end of a decoder worker. */
import { decoderStopped, RecordingError } from '../platform/recording.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { FromDecoder, RecordingInfo, SoundPiece, ToDecoder } from '../protocol/recording.ts';

/** Decodes one file, piece by piece. Rejections are RecordingErrors; after one, only `close` is left. */
export interface SoundDecoder {
  open(file: Blob): Promise<RecordingInfo>;
  /** Up to so many blocks, and what should be told; a piece without frames is the end. */
  decode(blocks: number): Promise<{ piece: SoundPiece; notes: Diagnostic[] }>;
  close(): void;
}

/** The part of a Worker that is used. */
export type DecoderThread = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

/** A worker that neither answers nor reads for so long hangs. */
export const SILENCE_LIMIT_S = 30;

type Answer = Exclude<FromDecoder, { kind: 'alive' }>;

interface Waiting {
  resolve(answer: Answer): void;
  reject(cause: Error): void;
}

export class WorkerDecoder implements SoundDecoder {
  readonly #worker: DecoderThread;
  readonly #module: Promise<WebAssembly.Module>;
  readonly #silenceLimit: number;
  #waiting: Waiting | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(worker: DecoderThread, module: Promise<WebAssembly.Module>, silence_limit_s = SILENCE_LIMIT_S) {
    this.#worker = worker;
    this.#module = module;
    this.#silenceLimit = silence_limit_s;
    worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
      if (data.kind === 'alive') this.#watch();
      else this.#settle((waiting) => waiting.resolve(data));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(new Error(event.message || 'the decoder worker did not start'));
    };
  }

  async open(file: Blob): Promise<RecordingInfo> {
    const answer = await this.#ask({ kind: 'open', module: await this.#module, file });
    if (answer.kind !== 'opened') throw unexpected(answer);
    return answer.info;
  }

  async decode(blocks: number): Promise<{ piece: SoundPiece; notes: Diagnostic[] }> {
    const answer = await this.#ask({ kind: 'decode', blocks });
    if (answer.kind !== 'sound') throw unexpected(answer);
    return answer;
  }

  close(): void {
    this.#stop(new Error('the decoder was closed'));
  }

  #ask(question: ToDecoder): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#watch();
      this.#worker.postMessage(question);
    });
  }

  #settle(act: (waiting: Waiting) => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) act(waiting);
  }

  #watch(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#stop(new Error(`no answer for ${this.#silenceLimit} s`)),
      this.#silenceLimit * 1000,
    );
  }

  #stop(cause: Error): void {
    this.#worker.terminate();
    this.#settle(({ reject }) => reject(new RecordingError(decoderStopped(cause))));
  }
}

function unexpected(answer: Answer): RecordingError {
  if (answer.kind === 'failed') return new RecordingError(answer.problem);
  return new RecordingError(decoderStopped(new Error(`the decoder answered ${answer.kind}`)));
}
