import { expect, test } from 'vitest';
import { formWords, titleWords } from './recording_words.ts';

const SONG = {
  format: 'mp3',
  codec: 'mp3',
  kind: 'MP3',
  channels: 2,
  sample_rate: 44_100,
  frames: 8_158_500,
  frames_exact: true,
  seconds: 185,
  tags: { title: 'A Song', artist: 'Somebody' },
};

test('a recording is told in one line, its title in another', () => {
  expect(formWords(SONG)).toBe('MP3, 44.1 kHz, stereo, 3 min 5 s');
  expect(titleWords(SONG)).toBe('A Song – Somebody');
});

test('what is not known is left out, what is guessed is said to be', () => {
  expect(formWords({ ...SONG, channels: 1, frames_exact: false })).toBe(
    'MP3, 44.1 kHz, mono, about 3 min 5 s',
  );
  expect(formWords({ ...SONG, kind: 'WAV, 16-bit', channels: 6, seconds: null })).toBe(
    'WAV, 16-bit, 44.1 kHz, 6 channels',
  );
  expect(titleWords({ ...SONG, tags: { artist: 'Somebody' } })).toBe('Somebody');
});
