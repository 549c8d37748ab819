/** What the page gives as inputs, by index of the plan's inputs: JSON for the sandbox, files for slices. */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { InputSource, PlacedSource } from '../protocol/pipeline_messages.ts';
import type { Plan } from '../protocol/plan.ts';
import type { RunInput } from '../protocol/run.ts';
import { BrokerError } from './broker_error.ts';

export interface PlacedInputs {
  sources: PlacedSource[];
  files: Map<number, Blob>;
}

/** Throws a BrokerError for a name that the plan does not have. An input that is left out is empty. */
export function placeInputs(inputs: Record<string, RunInput>, plan: Plan): PlacedInputs {
  const problems: Diagnostic[] = [];
  const placed: PlacedInputs = { sources: [], files: new Map() };
  for (const [name, given] of Object.entries(inputs)) {
    const end = plan.inputs.find((each) => each.name === name);
    if (!end) {
      problems.push(unknownInput(name, plan));
      continue;
    }
    placed.sources.push({ input: end.index, source: SOURCES[given.kind](given as never) });
    if (given.kind === 'file') placed.files.set(end.index, given.file);
  }
  if (problems.length > 0) throw new BrokerError(problems);
  return placed;
}

const SOURCES: {
  readonly [Kind in RunInput['kind']]: (given: Extract<RunInput, { kind: Kind }>) => InputSource;
} = {
  json: ({ values }) => ({ kind: 'json', texts: values.map((value) => JSON.stringify(value) ?? 'null') }),
  json_text: ({ texts }) => ({ kind: 'json', texts }),
  json_document: ({ text }) => ({ kind: 'json_document', text }),
  file: ({ file, name }) => ({ kind: 'file', name, size: file.size }),
};

function unknownInput(name: string, plan: Plan): Diagnostic {
  const names = plan.inputs.map((each) => each.name).join(', ');
  return {
    severity: 'error',
    code: 'unknown-input',
    message: `This pipeline has no input “${name}”.`,
    help: names === '' ? 'It takes no inputs.' : `Its inputs: ${names}.`,
  };
}
