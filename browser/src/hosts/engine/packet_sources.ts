/** Where the packets of an input come from: JSON texts, a recording, or a file as it is. */
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { PortType } from '../../protocol/plan.ts';
import {
  type AudioCalls,
  allocateBody,
  type EngineMemory,
  HAS_CHUNK,
  HAS_FAILED,
  type PipelineCalls,
  WANTS_BYTES,
} from './engine_calls.ts';
import type { HostValues } from './host_values.ts';
import { InputError } from './input_error.ts';
import {
  DTYPE_FLOAT32,
  KIND_AUDIO,
  KIND_JSON,
  KIND_TEXT,
  OWNER_ENGINE,
  OWNER_HOST,
  type PacketFields,
} from './packet.ts';
import type { SliceReader } from './slice_reader.ts';

/** What `next` has done: filled the packet, found the end, or found that bytes have to come first. */
export type SourceState = 'packet' | 'end' | 'wait';

export interface PacketSource {
  /** Fills `packet` with the next one, its body in place. Throws {@link InputError}. */
  next(packet: PacketFields): SourceState;
  /** Share that has been read, 0 to 1. */
  readonly progress: number;
  /** Lets go of what the source itself holds. */
  close(): void;
}

const utf8 = new TextEncoder();

/** Each text is one packet; on an input of text, a JSON string is the text itself. */
export class JsonSource implements PacketSource {
  readonly #texts: readonly string[];
  readonly #type: PortType;
  readonly #values: HostValues;
  #at = 0;

  constructor(texts: readonly string[], type: PortType, values: HostValues) {
    this.#texts = texts;
    this.#type = type;
    this.#values = values;
  }

  next(packet: PacketFields): SourceState {
    if (this.#at >= this.#texts.length) return 'end';
    const json = this.#texts[this.#at++]!;
    const isText = this.#type === 'text' && json.startsWith('"');
    describeWhole(
      packet,
      isText ? KIND_TEXT : KIND_JSON,
      utf8.encode(isText ? (JSON.parse(json) as string) : json),
      this.#values,
    );
    return 'packet';
  }

  get progress(): number {
    return this.#texts.length === 0 ? 1 : this.#at / this.#texts.length;
  }

  close(): void {}
}

/** A whole file as one packet of text or bytes. */
export class WholeFileSource implements PacketSource {
  readonly #reader: SliceReader;
  readonly #kind: number;
  readonly #values: HostValues;
  readonly #body: Uint8Array;
  #at = 0;
  #given = false;

  constructor(reader: SliceReader, kind: number, values: HostValues) {
    this.#reader = reader;
    this.#kind = kind;
    this.#values = values;
    this.#body = new Uint8Array(reader.size);
  }

  next(packet: PacketFields): SourceState {
    if (this.#given) return 'end';
    while (this.#at < this.#body.length) {
      const part = this.#reader.atHand(this.#at);
      if (!part) return 'wait';
      this.#body.set(part, this.#at);
      this.#at += part.length;
    }
    this.#given = true;
    describeWhole(packet, this.#kind, this.#body, this.#values);
    return 'packet';
  }

  get progress(): number {
    return this.#body.length === 0 ? 1 : this.#at / this.#body.length;
  }

  close(): void {}
}

/** A file of JSON: read whole, then split into packets. */
export class JsonFileSource implements PacketSource {
  readonly #reader: SliceReader;
  readonly #split: (text: Uint8Array) => PacketSource;
  readonly #body: Uint8Array;
  #at = 0;
  #packets: PacketSource | null = null;

  /** `split` makes the source of the packets from the text, or throws {@link InputError}. */
  constructor(reader: SliceReader, split: (text: Uint8Array) => PacketSource) {
    this.#reader = reader;
    this.#split = split;
    this.#body = new Uint8Array(reader.size);
  }

  next(packet: PacketFields): SourceState {
    while (!this.#packets) {
      if (this.#at === this.#body.length) {
        this.#packets = this.#split(withoutMark(this.#body));
        break;
      }
      const part = this.#reader.atHand(this.#at);
      if (!part) return 'wait';
      this.#body.set(part, this.#at);
      this.#at += part.length;
    }
    return this.#packets.next(packet);
  }

  get progress(): number {
    return this.#packets?.progress ?? 0;
  }

  close(): void {}
}

/** A recording, decoded in the engine's own memory, block by block. */
export class AudioSource implements PacketSource {
  readonly #reader: SliceReader;
  readonly #audio: AudioCalls;
  readonly #pipeline: PipelineCalls;
  readonly #memory: EngineMemory;
  readonly #file: string;
  readonly #note: (diagnostic: Diagnostic) => void;
  #channels = 0;
  #sampleRate = 0;
  /** Frames given so far. */
  #frames = 0;
  /** Furthest byte that the decoder has been given. */
  #read = 0;
  #ended = false;

  constructor(
    file: { name: string; reader: SliceReader },
    audio: AudioCalls,
    parts: { pipeline: PipelineCalls; memory: EngineMemory; note(diagnostic: Diagnostic): void },
  ) {
    this.#reader = file.reader;
    this.#file = file.name;
    this.#audio = audio;
    this.#pipeline = parts.pipeline;
    this.#memory = parts.memory;
    this.#note = parts.note;
  }

  next(packet: PacketFields): SourceState {
    while (!this.#ended) {
      const state = this.#audio.poll();
      if (state === WANTS_BYTES) {
        if (!this.#feed()) return 'wait';
      } else if (state === HAS_CHUNK) {
        this.#describeBlock(packet);
        this.#audio.next_block();
        return 'packet';
      } else if (state === HAS_FAILED) {
        throw new InputError(this.#failure());
      } else if (this.#audio.finished()) {
        this.#ended = true;
      } else {
        this.#readHeader();
        this.#audio.next_block();
      }
    }
    return 'end';
  }

  get progress(): number {
    return this.#ended || this.#reader.size === 0 ? 1 : this.#read / this.#reader.size;
  }

  close(): void {
    this.#audio.free();
  }

  #readHeader(): void {
    const bytes = this.#audio.info();
    const info = this.#memory.json<{ channels: number; sample_rate: number; truncated: boolean }>(
      this.#audio.reply_address(),
      bytes,
    );
    this.#channels = info.channels;
    this.#sampleRate = info.sample_rate;
    if (!info.truncated) return;
    this.#note({
      severity: 'warning',
      code: 'recording-truncated',
      message: `${this.#file} is shorter than its header says: what is there is used.`,
      help: 'Get the file again if it should be longer: a download or a copy of it stopped early.',
      file: this.#file,
    });
  }

  /** Gives the decoder what it wants; false where that has to come first. */
  #feed(): boolean {
    const offset = this.#audio.wanted_offset();
    const part = this.#reader.take(offset, this.#audio.wanted_bytes());
    if (!part) return false;
    const address = this.#audio.buffer(part.length);
    this.#memory.view(address, part.length).set(part);
    this.#audio.supply(part.length);
    this.#read = Math.max(this.#read, offset + part.length);
    return true;
  }

  #describeBlock(packet: PacketFields): void {
    const bytes = this.#audio.chunk_bytes();
    const frames = this.#audio.chunk_frames();
    packet.owner = OWNER_ENGINE;
    packet.kind = KIND_AUDIO;
    packet.flags = 0;
    packet.id = allocateBody(this.#pipeline, bytes, KIND_AUDIO);
    packet.address = this.#pipeline.address(packet.id);
    packet.bytes = bytes;
    packet.dtype = DTYPE_FLOAT32;
    packet.arrays = 0;
    packet.timestamp = this.#frames / this.#sampleRate;
    packet.sampleRate = this.#sampleRate;
    packet.rank = 2;
    packet.dims[0] = this.#channels;
    packet.dims[1] = frames;
    packet.metadata = '';
    this.#memory.view(packet.address, bytes).set(this.#memory.view(this.#audio.chunk_address(), bytes));
    this.#frames += frames;
  }

  #failure(): Diagnostic {
    const [first] = this.#memory.json<Diagnostic[]>(this.#audio.reply_address(), this.#audio.reply_bytes());
    if (!first) throw new Error('the audio decoder failed and did not say why');
    return { file: this.#file, ...first };
  }
}

function describeWhole(packet: PacketFields, kind: number, body: Uint8Array, values: HostValues): void {
  packet.owner = OWNER_HOST;
  packet.kind = kind;
  packet.flags = 0;
  packet.id = values.add(body);
  packet.address = 0;
  packet.bytes = body.length;
  packet.dtype = 0;
  packet.arrays = 0;
  packet.timestamp = 0;
  packet.sampleRate = 0;
  packet.rank = 0;
  packet.metadata = '';
}

/** Some editors put a byte order mark before UTF-8. */
function withoutMark(text: Uint8Array): Uint8Array {
  return text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf ? text.subarray(3) : text;
}
