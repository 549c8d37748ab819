/** Makes what an input is read from. */
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { InputSource } from '../../protocol/pipeline_messages.ts';
import type { PlanEnd } from '../../protocol/plan.ts';
import type { EngineMemory, PipelineCalls } from './engine_calls.ts';
import type { HostValues } from './host_values.ts';
import { InputError } from './input_error.ts';
import { KIND_JSON } from './packet.ts';
import { JsonFileSource, JsonSource, type PacketSource, WholeFileSource } from './packet_sources.ts';
import { RecordingSource } from './recording_source.ts';
import { SliceReader } from './slice_reader.ts';

/** What sources are made with. */
export interface SourceParts {
  pipeline: PipelineCalls;
  memory: EngineMemory;
  values: HostValues;
  /** The packets that a JSON text stands for, or what is wrong with it. */
  splitJson(text: Uint8Array): string[] | Diagnostic;
  /** Asks the app's side for a slice of the file of input `input`. */
  want(input: number, offset: number, bytes: number): void;
  /** Asks the app's side for the next piece of the recording of input `input`. */
  wantSound(input: number): void;
}

export interface OpenedSource {
  source: PacketSource;
  /** Where the answers to `want` go; null where nothing is asked for. */
  reader: SliceReader | null;
  /** The same for `wantSound`. */
  recording: RecordingSource | null;
}

/** A file that is held whole, as one packet or as JSON, may not be larger than this. */
const MOST_WHOLE_BYTES = 1 << 30;

/** Throws {@link InputError} where the input cannot be given to this end of the graph. */
export function openSource(end: PlanEnd, given: InputSource, parts: SourceParts): OpenedSource {
  const none = { reader: null, recording: null };
  if (given.kind === 'json') {
    return { ...none, source: new JsonSource(given.texts, end.type, parts.values) };
  }
  if (given.kind === 'json_document') {
    return { ...none, source: splitSource(new TextEncoder().encode(given.text), end, parts) };
  }
  if (given.kind === 'recording') {
    const recording = new RecordingSource({ ...parts, want: () => parts.wantSound(end.index) });
    return { ...none, source: recording, recording };
  }
  if (given.size > MOST_WHOLE_BYTES) throw tooLarge(end, given);
  const reader = new SliceReader(given, (offset, bytes) => parts.want(end.index, offset, bytes));
  const source =
    given.read_as === KIND_JSON
      ? new JsonFileSource(reader, (text) => splitSource(text, end, parts, given.name))
      : new WholeFileSource(reader, given.read_as, parts.values);
  return { ...none, source, reader };
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
