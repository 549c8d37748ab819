/**
 * Decodes one file: started by the broker, ended by it. It has a thread of its own because reading a
 * file at once, as the decoder must, is only possible in a worker, and because a decoder that hangs
 * is ended with its thread.
 */
import { decoderStopped, Recording, RecordingError } from '../platform/recording.ts';
import type { FromDecoder, ToDecoder } from '../protocol/recording.ts';

/** While it reads, it says so at most this often, ms. */
const ALIVE_EVERY_MS = 1000;

let recording: Recording | null = null;
let told = 0;

const handlers: { [Kind in ToDecoder['kind']]: (message: Extract<ToDecoder, { kind: Kind }>) => void } = {
  open: ({ module, file }) => {
    const reader = new FileReaderSync();
    recording = new Recording(module, {
      size: file.size,
      readAt: (offset, into) => {
        alive();
        const bytes = new Uint8Array(reader.readAsArrayBuffer(file.slice(offset, offset + into.length)));
        into.set(bytes);
        return bytes.length;
      },
    });
    post({ kind: 'opened', info: recording.info });
  },
  decode: ({ blocks }) => {
    if (!recording) throw new Error('nothing was opened');
    const piece = recording.decode(blocks);
    post({ kind: 'sound', piece, notes: recording.notes() }, [piece.samples]);
  },
};

self.onmessage = ({ data }: MessageEvent<ToDecoder>) => {
  try {
    (handlers[data.kind] as (message: ToDecoder) => void)(data);
  } catch (error) {
    post({
      kind: 'failed',
      problem: error instanceof RecordingError ? error.diagnostic : decoderStopped(error),
    });
  }
};

function alive(): void {
  const now = performance.now();
  if (now - told < ALIVE_EVERY_MS) return;
  told = now;
  post({ kind: 'alive' });
}

function post(message: FromDecoder, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}
