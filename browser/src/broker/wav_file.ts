/** A float32 wav file from planar packets, written by the audio part of the wasm. */
import type { WavPacket } from '../protocol/broker_messages.ts';
import { BrokerError } from './broker_error.ts';
import type { ReplyReader } from './wasm_calls.ts';

/** The parts of the facade's AudioFile that write. */
export interface WavCalls {
  wav_header(channels: number, sampleRate: number, frames: number): number;
  interleave(planar: Uint8Array, channels: number): number;
  reply_address(): number;
  free(): void;
}

/** The packets must have one sample rate and number of channels. */
export function wavFile(audio: WavCalls, packets: readonly WavPacket[], replies: ReplyReader): Blob {
  const [first] = packets;
  if (!first) throw new BrokerError([problem('There is no audio to write.', 'Run the pipeline first.')]);
  const { channels, sample_rate } = first;
  if (packets.some((packet) => packet.channels !== channels || packet.sample_rate !== sample_rate)) {
    const help = 'Save each form as a file of its own.';
    throw new BrokerError([problem('The packets differ in sample rate or number of channels.', help)]);
  }
  const frames = packets.reduce((sum, { samples }) => sum + samples.length / channels, 0);
  const reply = (bytes: number) => replies.view(audio.reply_address(), bytes).slice();
  const parts = [reply(audio.wav_header(channels, sample_rate, frames))];
  for (const { samples } of packets) {
    const planar = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    parts.push(reply(audio.interleave(planar, channels)));
  }
  return new Blob(parts, { type: 'audio/wav' });
}

function problem(message: string, help: string) {
  return { severity: 'error' as const, code: 'no-recording', message, help };
}
