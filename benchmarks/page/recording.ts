/** A long recording by the page's own decoder worker and by the browser's decoder. */
import { WorkerDecoder } from '../../browser/src/broker/sound_decoder.ts';
import type { Assets } from '../../browser/src/platform/assets.ts';

export interface Decoded {
  sound_s: number;
  took_s: number;
}

/** Blocks at once, as the broker asks for them. */
const BLOCKS = 16;

async function given(query: URLSearchParams): Promise<Blob> {
  return (await fetch(query.get('recording') ?? '.')).blob();
}

export async function recording(query: URLSearchParams, assets: Assets): Promise<Decoded> {
  const file = await given(query);
  const wanted = Number(query.get('seconds'));
  const module = WebAssembly.compile(await assets.load('audio_files.wasm'));
  await module;
  const worker = new Worker(new URL('../../browser/src/broker/decoder_worker.ts', import.meta.url), {
    type: 'module',
  });
  const decoder = new WorkerDecoder(worker, module);
  const began = performance.now();
  const { sample_rate } = await decoder.open(file);
  let frames = 0;
  while (frames < wanted * sample_rate) {
    const { piece } = await decoder.decode(BLOCKS);
    if (piece.frames === 0) break;
    frames += piece.frames;
  }
  decoder.close();
  return { sound_s: frames / sample_rate, took_s: (performance.now() - began) / 1000 };
}

export async function recordingByBrowser(query: URLSearchParams): Promise<Decoded> {
  const bytes = await (await given(query)).slice(0, Number(query.get('bytes'))).arrayBuffer();
  const context = new OfflineAudioContext(2, 1, 44_100);
  const began = performance.now();
  const { duration } = await context.decodeAudioData(bytes);
  return { sound_s: duration, took_s: (performance.now() - began) / 1000 };
}
