/** A recording in a line for people. */
import type { RecordingInfo } from '../../protocol/recording.ts';
import { formatHertz, formatSeconds } from '../words/format.ts';

/** As “MP3, 44.1 kHz, stereo, 3 min 5 s”. */
export function formWords({ kind, channels, sample_rate, seconds, frames_exact }: RecordingInfo): string {
  const count = channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;
  const length = seconds === null ? [] : [`${frames_exact ? '' : 'about '}${formatSeconds(seconds)}`];
  return [kind, formatHertz(sample_rate), count, ...length].join(', ');
}

/** As “Title – Artist”, or empty. */
export function titleWords({ tags }: RecordingInfo): string {
  return [tags.title, tags.artist].filter((text) => text !== undefined).join(' – ');
}
