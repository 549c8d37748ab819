/** A file from planar packets of sound. */
import { RecordingError } from '../platform/recording.ts';
import { RecordingWriter } from '../platform/recording_writer.ts';
import type { AudioFormat, SoundPacket, WrittenRecording } from '../protocol/recording.ts';
import { BrokerError } from './broker_error.ts';

/** The packets must have one sample rate and number of channels. */
export function recordingFile(
  module: WebAssembly.Module,
  packets: readonly SoundPacket[],
  format: AudioFormat,
): WrittenRecording {
  const [first] = packets;
  if (!first) throw new BrokerError([problem('There is no audio to write.', 'Run the pipeline first.')]);
  const { channels, sample_rate } = first;
  if (packets.some((packet) => packet.channels !== channels || packet.sample_rate !== sample_rate)) {
    const help = 'Save each form as a file of its own.';
    throw new BrokerError([problem('The packets differ in sample rate or number of channels.', help)]);
  }
  try {
    const writer = new RecordingWriter(module, { format, channels, sample_rate });
    for (const { samples } of packets) writer.write(samples);
    const { parts, notes } = writer.finish();
    return { file: new Blob(parts, { type: `audio/${format}` }), notes };
  } catch (error) {
    if (error instanceof RecordingError) throw new BrokerError([error.diagnostic]);
    throw error;
  }
}

function problem(message: string, help: string) {
  return { severity: 'error' as const, code: 'no-recording', message, help };
}
