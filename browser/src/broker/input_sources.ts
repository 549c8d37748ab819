/** What the page gives as inputs, by index of the plan's inputs: JSON for the sandbox, files for slices, recordings for sound. */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { InputSource, PlacedSource } from '../protocol/pipeline_messages.ts';
import type { Plan, PortType } from '../protocol/plan.ts';
import type { RunInput } from '../protocol/run.ts';
import { BrokerError } from './broker_error.ts';
import type { GivenRecording } from './recording_feed.ts';

export interface PlacedInputs {
  sources: PlacedSource[];
  files: Map<number, Blob>;
  recordings: Map<number, GivenRecording>;
}

/** The kind of packet that a file becomes at an input of this type, by its name (WIRE.md, `file_kind`). */
export type FileKind = (type: PortType, name: string) => number;

/** The code of sound. */
const KIND_AUDIO = 3;

/** What becomes of what the page gives: the wasm decides (WIRE.md, `assign`). */
export interface Assignment {
  /** By input of the plan, an index into the names. */
  inputs: (number | null)[];
  diagnostics: Diagnostic[];
}

/** Throws a BrokerError for a name that the plan does not have, and for an input that is given nothing. */
export function placeInputs(
  inputs: Record<string, RunInput>,
  plan: Plan,
  fileKind: FileKind,
  assign: (names: string[]) => Assignment,
): PlacedInputs {
  const placed: PlacedInputs = { sources: [], files: new Map(), recordings: new Map() };
  const { inputs: assigned, diagnostics } = assign(Object.keys(inputs));
  if (diagnostics.length > 0) throw new BrokerError(diagnostics);
  const values = Object.values(inputs);
  for (const end of plan.inputs) {
    const given = values[assigned[end.index] ?? -1];
    if (!given) continue;
    const source = sourceOf(given, (name) => fileKind(end.type, name));
    placed.sources.push({ input: end.index, source });
    if (given.kind !== 'file') continue;
    if (source.kind === 'recording') placed.recordings.set(end.index, given);
    else placed.files.set(end.index, given.file);
  }
  return placed;
}

function sourceOf(given: RunInput, kindOf: (name: string) => number): InputSource {
  switch (given.kind) {
    case 'json':
      return { kind: 'json', texts: given.values.map((value) => JSON.stringify(value) ?? 'null') };
    case 'json_text':
      return { kind: 'json', texts: given.texts };
    case 'json_document':
      return given;
    case 'file': {
      const { name, file } = given;
      const read_as = kindOf(name);
      if (read_as === KIND_AUDIO) return { kind: 'recording', name };
      return { kind: 'file', name, size: file.size, read_as };
    }
  }
}
