/** Results in the older SDK's shape, made by the wasm: the terminal and the WASI command give the same. */
import type { Plan } from '../protocol/plan.ts';
import type { OutputPacket } from '../protocol/value.ts';
import { described } from './described_values.ts';
import type { ReplyReader } from './wasm_calls.ts';

/** The facade's SdkResults. */
export interface SdkCalls {
  add(head: Uint8Array, body: Uint8Array): number;
  outputs(plan: Uint8Array): number;
  envelope(plan: Uint8Array): number;
  reply_address(): number;
  free(): void;
}

export interface NamedPackets {
  name: string;
  packets: OutputPacket[];
}

/** JSON text: the outputs alone, or in the envelope. */
export function sdkText(
  results: SdkCalls,
  plan: Plan,
  outputs: readonly NamedPackets[],
  envelope: boolean,
  replies: ReplyReader,
): string {
  const read = (bytes: number) => utf8.decode(replies.view(results.reply_address(), bytes));
  for (const { name, packets } of outputs) {
    for (const { value, metadata } of packets) {
      const { kind, dtype, arrays, sampleRate, dims, body } = described(value);
      const head = { output: name, kind, dtype, arrays, sample_rate: sampleRate, dims, metadata };
      const problem = results.add(bytesOf(head), body);
      if (problem > 0) throw new Error(`a packet of ${name} makes no sense: ${read(problem)}`);
    }
  }
  return read(envelope ? results.envelope(bytesOf(plan)) : results.outputs(bytesOf(plan)));
}

const utf8 = new TextDecoder();

function bytesOf(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}
