/** Chooses how an input is read: by what the graph takes there, and by the name of the file. */
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { InputSource } from '../../protocol/pipeline_messages.ts';
import type { PlanEnd } from '../../protocol/plan.ts';
import type { AudioCalls, EngineMemory, PipelineCalls } from './engine_calls.ts';
import type { HostValues } from './host_values.ts';
import { InputError } from './input_error.ts';
import { KIND_BYTES, KIND_TEXT } from './packet.ts';
import {
  AudioSource,
  JsonFileSource,
  JsonSource,
  type PacketSource,
  WholeFileSource,
} from './packet_sources.ts';
import { SliceReader } from './slice_reader.ts';

/** What sources are made with. */
export interface SourceParts {
  pipeline: PipelineCalls;
  memory: EngineMemory;
  values: HostValues;
  openAudio(bytes: number): AudioCalls;
  /** The packets that a JSON text stands for, or what is wrong with it. */
  splitJson(text: Uint8Array): string[] | Diagnostic;
  /** Something that the visitor should know, though the run goes on. */
  note(diagnostic: Diagnostic): void;
  /** Asks the app's side for a slice of the file of input `input`. */
  want(input: number, offset: number, bytes: number): void;
}

export interface OpenedSource {
  source: PacketSource;
  /** Where the answers to `want` go; null where nothing is asked for. */
  reader: SliceReader | null;
}

/** A file that is held whole, as one packet or as JSON, may not be larger than this. */
const MOST_WHOLE_BYTES = 1 << 30;
const TEXT_SUFFIXES = ['.txt', '.md', '.csv'];

/** Throws {@link InputError} where the input cannot be given to this end of the graph. */
export function openSource(end: PlanEnd, given: InputSource, parts: SourceParts): OpenedSource {
  if (given.kind === 'json') {
    return { source: new JsonSource(given.texts, end.type, parts.values), reader: null };
  }
  if (given.kind === 'json_document') {
    return { source: splitSource(new TextEncoder().encode(given.text), end, parts), reader: null };
  }
  const reader = new SliceReader(given, (offset, bytes) => parts.want(end.index, offset, bytes));
  return { source: fileSource(end, given, reader, parts), reader };
}

function fileSource(
  end: PlanEnd,
  file: { name: string; size: number },
  reader: SliceReader,
  parts: SourceParts,
): PacketSource {
  const { type } = end;
  const name = file.name.toLowerCase();
  if (type === 'audio' || (type === 'any' && name.endsWith('.wav'))) {
    return new AudioSource({ name: file.name, reader }, parts.openAudio(file.size), parts);
  }
  if (file.size > MOST_WHOLE_BYTES) throw tooLarge(end, file);
  const json = () => new JsonFileSource(reader, (text) => splitSource(text, end, parts, file.name));
  if (name.endsWith('.json') && type !== 'bytes') return json();
  if (type === 'text' || (type === 'any' && TEXT_SUFFIXES.some((suffix) => name.endsWith(suffix)))) {
    return new WholeFileSource(reader, KIND_TEXT, parts.values);
  }
  if (type === 'json') return json();
  return new WholeFileSource(reader, KIND_BYTES, parts.values);
}

/** `file`: where the text is from, unless the visitor wrote it. */
function splitSource(text: Uint8Array, end: PlanEnd, parts: SourceParts, file?: string): PacketSource {
  const packets = parts.splitJson(text);
  if (Array.isArray(packets)) return new JsonSource(packets, end.type, parts.values);
  throw new InputError(file === undefined ? packets : { ...packets, file });
}

function tooLarge(end: PlanEnd, file: { name: string; size: number }): InputError {
  return new InputError({
    severity: 'error',
    code: 'input-too-large',
    message: `${file.name} has ${Math.round(file.size / 2 ** 20)} MiB, and the input ${end.name} takes it whole.`,
    help: `Give it at most ${MOST_WHOLE_BYTES / 2 ** 20} MiB, or let an audio input read it as a stream.`,
    file: file.name,
  });
}
