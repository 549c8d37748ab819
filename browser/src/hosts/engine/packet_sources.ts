/** Where the packets of an input come from: JSON texts, or a file as it is. */
import type { PortType } from '../../protocol/plan.ts';
import type { HostValues } from './host_values.ts';
import { KIND_JSON, KIND_TEXT, OWNER_HOST, type PacketFields } from './packet.ts';
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
