// What is known of a recording, and what the broker and a decoder worker say to each other about one.
import type { Diagnostic } from './diagnostic.ts';

/** What the header and the tags of a file say (WIRE.md, "Audio files"). */
export interface RecordingInfo {
  format: string;
  codec: string;
  /** Both in words, as “MP4, AAC”. */
  kind: string;
  channels: number;
  /** Hz. */
  sample_rate: number;
  /** Samples per channel; null where only the end tells. */
  frames: number | null;
  /** Whether `frames` is true to the sample. */
  frames_exact: boolean;
  seconds: number | null;
  /** `title`, `artist`, `album`, `album_artist`, `composer`, `genre`, `comment`, `track`, `date`. */
  tags: Partial<Record<string, string>>;
}

/** What sound is saved as: wav keeps every float32 sample, flac has 24 bits and is smaller. */
export type AudioFormat = 'wav' | 'flac';

/** Sound that came out of a run. */
export interface SoundPacket {
  sample_rate: number;
  channels: number;
  /** Planar. */
  samples: Float32Array<ArrayBuffer>;
}

/** Sound as a file, and what is to be said of it: samples that are no numbers, say. */
export interface WrittenRecording {
  file: Blob;
  notes: Diagnostic[];
}

/** A stretch of decoded sound. */
export interface SoundPiece {
  frames: number;
  /** Blocks of 4,096 frames one after another, each planar float32; only the recording's last is shorter. */
  samples: ArrayBuffer;
  /** Share of the recording that has been decoded, 0 to 1. */
  progress: number;
}

/** One answer for each question, in order; `alive` comes between them while the worker reads the file. */
export type ToDecoder =
  | { kind: 'open'; module: WebAssembly.Module; file: Blob }
  /** Up to so many blocks. */
  | { kind: 'decode'; blocks: number };

export type FromDecoder =
  | { kind: 'alive' }
  | { kind: 'opened'; info: RecordingInfo }
  /** A piece without frames: the recording has ended. */
  | { kind: 'sound'; piece: SoundPiece; notes: Diagnostic[] }
  | { kind: 'failed'; problem: Diagnostic };
