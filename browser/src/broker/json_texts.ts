/** Values as JSON text, spelled by the wasm: the terminal writes the same. */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { Plan } from '../protocol/plan.ts';
import type { Value } from '../protocol/value.ts';
import { BrokerError } from './broker_error.ts';
import { described } from './described_values.ts';
import type { Assignment } from './input_sources.ts';
import type { ReplyReader } from './wasm_calls.ts';

/** The facade's Document. */
export interface DocumentCalls {
  file_kind(portType: Uint8Array, name: Uint8Array): number;
  split_json(text: Uint8Array): number;
  assign(plan: Uint8Array, given: Uint8Array): number;
  value(
    kind: number,
    dtype: number,
    arrays: number,
    sampleRate: number,
    dims: Uint8Array,
    body: Uint8Array,
  ): number;
  reply_address(): number;
  free(): void;
}

export function jsonTexts(document: DocumentCalls, values: readonly Value[], replies: ReplyReader): string[] {
  return values.map((value) => {
    const { kind, dtype, arrays, sampleRate, dims, body } = described(value);
    const bytes = document.value(kind, dtype, arrays, sampleRate, uint32s(dims), body);
    return new TextDecoder().decode(replies.view(document.reply_address(), bytes));
  });
}

/** `{"outputs": {name: [value, …]}}`, a value a line. */
export function resultsFile(
  document: DocumentCalls,
  outputs: readonly { name: string; values: readonly Value[] }[],
  replies: ReplyReader,
): Blob {
  const lists = outputs.map(({ name, values }) => {
    const texts = jsonTexts(document, values, replies);
    return `${JSON.stringify(name)}: [${texts.map((text) => `\n${text}`).join(',')}]`;
  });
  return new Blob([`{"outputs": {${lists.join(',\n')}}}\n`], { type: 'application/json' });
}

/** Throws a BrokerError where the text is no JSON. */
export function packetsOf(document: DocumentCalls, text: string, replies: ReplyReader): string[] {
  const bytes = document.split_json(utf8.encode(text));
  const answer = replies.json<string[] | Diagnostic>(document.reply_address(), bytes);
  if (Array.isArray(answer)) return answer;
  throw new BrokerError([answer]);
}

/** Which input of the plan gets what of these names. */
export function assignment(
  document: DocumentCalls,
  plan: Plan,
  names: string[],
  replies: ReplyReader,
): Assignment {
  const bytes = document.assign(utf8.encode(JSON.stringify(plan)), utf8.encode(JSON.stringify({ names })));
  return replies.json<Assignment>(document.reply_address(), bytes);
}

const utf8 = new TextEncoder();

function uint32s(numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, each] of numbers.entries()) view.setUint32(i * 4, each, true);
  return bytes;
}
