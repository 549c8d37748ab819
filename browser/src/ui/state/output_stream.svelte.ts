// What has come out of one output, kept within bounds, with the tables and outlines made as it came.
import type { PlanEnd } from '../../protocol/plan.ts';
import type { AudioValue, OutputPacket, Value } from '../../protocol/value.ts';
import { FlatRecords } from '../json/flat_records.ts';
import { Newest } from '../outputs/newest.ts';
import { Peaks } from '../outputs/peaks.ts';

export const MOST_PACKETS = 20_000;
export const MOST_BYTES = 256e6;

export type StreamKind = Value['kind'] | 'mixed' | 'none';

/** Audio packets of one form, end to end. */
export interface Clip {
  sampleRate: number;
  channels: number;
  frames: number;
  packets: AudioValue[];
  /** One outline per channel, of the first two. */
  outlines: Peaks[];
}

export function sizeOf({ value, metadata }: OutputPacket): number {
  const fixed = 64 + 2 * metadata.length;
  if (value.kind === 'text') return fixed + 2 * value.text.length;
  if (value.kind === 'json')
    return fixed + 2 * value.text.length + value.arrays.reduce((sum, a) => sum + a.data.byteLength, 0);
  if (value.kind === 'audio') return fixed + value.samples.byteLength;
  return fixed + value.data.byteLength;
}

export class OutputStream {
  readonly end: PlanEnd;
  /** Changes whenever packets come; what is below is plain data that a view reads after reading this. */
  version = $state(0);
  kind = $state<StreamKind>('none');
  readonly kept = new Newest<OutputPacket>(MOST_PACKETS, MOST_BYTES, sizeOf);
  records = new FlatRecords();
  clips: Clip[] = [];
  /** Rows that each kept packet gave to the records. */
  #rowsOf: number[] = [];

  constructor(end: PlanEnd) {
    this.end = end;
  }

  get packets(): OutputPacket[] {
    return this.kept.items;
  }

  push(packets: OutputPacket[]): void {
    if (packets.length === 0) return;
    const gone = this.kept.push(packets);
    for (const packet of packets) {
      if (this.kind === 'none') this.kind = packet.value.kind;
      else if (this.kind !== packet.value.kind) this.kind = 'mixed';
      this.#read(packet);
    }
    if (gone > 0) this.#forget(gone);
    this.version += 1;
  }

  #read(packet: OutputPacket): void {
    if (packet.value.kind === 'json')
      this.#rowsOf.push(this.records.append(packet.value.text, packet.timestamp));
    else if (packet.value.kind === 'audio') this.#addAudio(packet.value);
  }

  #addAudio(audio: AudioValue): void {
    let clip = this.clips.at(-1);
    if (clip?.sampleRate !== audio.sample_rate || clip.channels !== audio.channels) {
      const outlines = Array.from({ length: Math.min(2, audio.channels) }, () => new Peaks());
      clip = { sampleRate: audio.sample_rate, channels: audio.channels, frames: 0, packets: [], outlines };
      this.clips.push(clip);
    }
    clip.packets.push(audio);
    clip.frames += audio.frames;
    clip.outlines.forEach((outline, channel) => {
      outline.append(audio.samples.subarray(channel * audio.frames, (channel + 1) * audio.frames));
    });
  }

  #forget(packets: number): void {
    this.records.drop(this.#rowsOf.splice(0, packets).reduce((sum, rows) => sum + rows, 0));
    if (this.clips.length === 0) return;
    this.clips = [];
    for (const { value } of this.packets) if (value.kind === 'audio') this.#addAudio(value);
  }
}
