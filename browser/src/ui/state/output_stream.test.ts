// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { OutputPacket, Value } from '../../protocol/value.ts';
import { MOST_PACKETS, OutputStream } from './output_stream.svelte.ts';

const end = { index: 0, name: 'out', type: 'any' as const, node: 0, port: 0 };
const packet = (value: Value, sequence = 0): OutputPacket => ({
  output: 0,
  sequence,
  timestamp: sequence,
  metadata: '',
  value,
});
const audio = (sample_rate: number, frames: number): Value => ({
  kind: 'audio',
  sample_rate,
  channels: 1,
  frames,
  samples: new Float32Array(frames).fill(0.5),
});
const json = (text: string): Value => ({ kind: 'json', text, arrays: [] });

test('audio of one form is one clip; another form begins another', () => {
  const stream = new OutputStream(end);
  stream.push([packet(audio(16000, 100)), packet(audio(16000, 50)), packet(audio(8000, 10))]);
  expect(stream.kind).toBe('audio');
  expect(stream.clips.map((clip) => [clip.sampleRate, clip.frames, clip.packets.length])).toEqual([
    [16000, 150, 2],
    [8000, 10, 1],
  ]);
});

test('packets of different kinds make a mixed stream', () => {
  const stream = new OutputStream(end);
  stream.push([packet(json('1')), packet({ kind: 'text', text: 'a' })]);
  expect(stream.kind).toBe('mixed');
});

test('a long stream keeps its newest packets, and its table the rows of those', () => {
  const stream = new OutputStream(end);
  const total = MOST_PACKETS + 10;
  stream.push(Array.from({ length: total }, (_, i) => packet(json(`{"i": ${i}}`), i)));
  expect(stream.kept.total).toBe(total);
  expect(stream.packets.at(-1)?.sequence).toBe(total - 1);
  expect(stream.records.rows).toHaveLength(stream.packets.length);
  expect(stream.records.rows[0]?.ordinal).toBe(stream.kept.dropped);
});
