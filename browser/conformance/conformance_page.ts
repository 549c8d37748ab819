/**
 * The page that `make conformance` opens: the embeddable runtime and nothing else. It runs the bundles of
 * `jobs.json` beside it one after the other, and `window.result` is what came of them.
 */
import type { Diagnostic } from '../src/protocol/diagnostic.ts';
import type { EdgeFigures } from '../src/protocol/plan.ts';
import type { OpenError, RunInput } from '../src/protocol/run.ts';
import type { OutputPacket } from '../src/protocol/value.ts';
import { createRuntime } from '../src/runtime/index.ts';

/** Files as base64. */
interface Job {
  name: string;
  bundle: string;
  inputs: Record<string, { text: string } | { file: string; name: string }>;
  values: Record<string, string>;
}

interface Result {
  how: 'done' | 'failed' | 'refused';
  /** JSON texts by the output's name. */
  outputs: Record<string, string[]>;
  diagnostics: Diagnostic[];
  edges: EdgeFigures[];
  /** The older SDK's envelope; null where the run failed. */
  sdk: string | null;
}

interface Driven {
  result?: { isolated: boolean; results: (Result & { name: string })[] } | { error: string };
  /** How far it is, for whoever waits. */
  stage?: () => string;
}

const driven = window as unknown as Driven;
const runtime = createRuntime();

async function conform({ bundle, name, inputs, values }: Job): Promise<Result> {
  const opened = await runtime
    .open(fileOf(bundle), `${name}.rmpkg`, { values })
    .catch((error: OpenError) => error);
  const refused: Omit<Result, 'diagnostics'> = { how: 'refused', outputs: {}, edges: [], sdk: null };
  if (opened instanceof Error) return { ...refused, diagnostics: opened.diagnostics };
  const { plan } = opened;
  if (!plan) return { ...refused, diagnostics: opened.diagnostics };
  const given = Object.entries(inputs).map(([input, each]): [string, RunInput] => [
    input,
    'text' in each
      ? { kind: 'json_document', text: each.text }
      : { kind: 'file', file: fileOf(each.file), name: each.name },
  ]);
  const run = opened.run(Object.fromEntries(given));
  const packets: OutputPacket[] = [];
  const diagnostics = [...opened.diagnostics];
  let edges: EdgeFigures[] = [];
  run.subscribe((digest) => {
    packets.push(...digest.outputs);
    diagnostics.push(...digest.notes);
    edges = digest.edges;
  });
  const { phase, error } = await run.finished;
  if (error) diagnostics.push(error);
  const named = plan.outputs.map(({ index, name: output }) => ({
    name: output,
    packets: packets.filter((each) => each.output === index),
  }));
  const outputs: Result['outputs'] = {};
  for (const { name: output, packets: own } of named)
    outputs[output] = await runtime.json(own.map(({ value }) => value));
  const isDone = phase === 'done';
  const sdk = isDone ? await runtime.sdkOutputs(plan, named, { envelope: true }) : null;
  opened.close();
  return { how: isDone ? 'done' : 'failed', outputs, diagnostics, edges, sdk };
}

const fileOf = (base64: string) =>
  new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]);

async function runAll(): Promise<NonNullable<Driven['result']>> {
  const results = [];
  try {
    const jobs: Job[] = await (await fetch('jobs.json', { cache: 'no-store' })).json();
    for (const job of jobs) {
      driven.stage = () => job.name;
      results.push({ name: job.name, ...(await conform(job)) });
    }
  } catch (error) {
    return { error: `${driven.stage?.()}: ${(error as Error).stack ?? error}` };
  }
  return { isolated: crossOriginIsolated, results };
}

driven.result = await runAll();
