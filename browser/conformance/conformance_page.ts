/**
 * The page that `make conformance` drives: the embeddable runtime and nothing else.
 * `window.conform` runs one bundle and says what came of it.
 */
import type { Diagnostic } from '../src/protocol/diagnostic.ts';
import type { OpenError, RunInput } from '../src/protocol/run.ts';
import type { OutputPacket } from '../src/protocol/value.ts';
import { createRuntime } from '../src/runtime/index.ts';

/** Files as base64. */
interface Job {
  bundle: string;
  name: string;
  inputs: Record<string, { text: string } | { file: string; name: string }>;
}

interface Result {
  how: 'done' | 'failed' | 'refused';
  /** JSON texts by the output's name. */
  outputs: Record<string, string[]>;
  diagnostics: Diagnostic[];
}

const runtime = createRuntime();

async function conform({ bundle, name, inputs }: Job): Promise<Result> {
  const opened = await runtime.open(fileOf(bundle), name).catch((error: OpenError) => error);
  if (opened instanceof Error) return { how: 'refused', outputs: {}, diagnostics: opened.diagnostics };
  if (!opened.plan) return { how: 'refused', outputs: {}, diagnostics: opened.diagnostics };
  const given = Object.entries(inputs).map(([input, each]): [string, RunInput] => [
    input,
    'text' in each
      ? { kind: 'json_document', text: each.text }
      : { kind: 'file', file: fileOf(each.file), name: each.name },
  ]);
  const run = opened.run(Object.fromEntries(given));
  const packets: OutputPacket[] = [];
  const diagnostics = [...opened.diagnostics];
  run.subscribe((digest) => {
    packets.push(...digest.outputs);
    diagnostics.push(...digest.notes);
  });
  const { phase, error } = await run.finished;
  if (error) diagnostics.push(error);
  const outputs: Result['outputs'] = {};
  for (const { index, name: output } of opened.plan.outputs) {
    outputs[output] = await runtime.json(
      packets.filter((each) => each.output === index).map(({ value }) => value),
    );
  }
  opened.close();
  return { how: phase === 'done' ? 'done' : 'failed', outputs, diagnostics };
}

const fileOf = (base64: string) =>
  new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);

(window as unknown as { conform: typeof conform }).conform = conform;
