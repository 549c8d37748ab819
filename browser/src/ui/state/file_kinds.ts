// What a file is, told before anything reads it.

/** By kind and, since systems know few kinds, by ending; of a video the sound is taken. */
export const RECORDINGS =
  'audio/*,video/*,.wav,.flac,.mp3,.ogg,.oga,.opus,.m4a,.m4b,.aac,.mp4,.m4v,.mov,.webm,.mka,.mkv,.caf,.aiff,.aif';

const ENDINGS = RECORDINGS.split(',').filter((part) => part.startsWith('.'));

/** By the kind the system gives it, or by its ending. */
export function looksLikeRecording({ type }: Blob, name: string): boolean {
  return /^(audio|video)\//.test(type) || ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

/** By its name, or by the first bytes of a ZIP or zstd file. */
export async function looksLikePackage(file: File): Promise<boolean> {
  if (/\.(rmpkg|zip)$/i.test(file.name)) return true;
  const [a, b, c, d] = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  return (a === 0x50 && b === 0x4b) || (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd);
}
