/** What the sandbox sends, checked field by field: package code may have sent it. */
import { shortenLine } from '../platform/log_lines.ts';
import type { Cause, Diagnostic } from '../protocol/diagnostic.ts';
import type { FromPipeline, RunBatch, RunEnd } from '../protocol/pipeline_messages.ts';
import type { EdgeFigures, NodeFigures, Plan } from '../protocol/plan.ts';
import type { LogLine } from '../protocol/run.ts';
import { BadMessage, fields, integer, list, number, oneOf, text } from './checked_fields.ts';
import { checkedOutput, weight } from './checked_values.ts';

/** Most bytes of a file that are given at once. */
const MOST_SLICE_BYTES = 16 * 1024 * 1024;

type Reader<Kind extends FromPipeline['kind']> = (
  message: Record<string, unknown>,
  plan: Plan,
) => Extract<FromPipeline, { kind: Kind }>;

const READERS: { readonly [Kind in FromPipeline['kind']]: Reader<Kind> } = {
  running: () => ({ kind: 'running' }),
  working: (message, plan) => ({
    kind: 'working',
    node: integer(message.node, 'node', plan.nodes.length),
    packet: message.packet === null ? null : integer(message.packet, 'packet'),
  }),
  want: (message, plan) => ({
    kind: 'want',
    input: integer(message.input, 'input', plan.inputs.length),
    offset: integer(message.offset, 'offset'),
    bytes: integer(message.bytes, 'bytes', MOST_SLICE_BYTES + 1, 1),
  }),
  want_sound: (message, plan) => ({
    kind: 'want_sound',
    input: integer(message.input, 'input', plan.inputs.length),
  }),
  batch: (message, plan) => ({ kind: 'batch', batch: checkedBatch(fields(message.batch, 'batch'), plan) }),
  ended: (message) => ({ kind: 'ended', end: checkedEnd(fields(message.end, 'end')) }),
  trace: ({ bytes }) => {
    if (!(bytes instanceof Uint8Array) || !(bytes.buffer instanceof ArrayBuffer))
      throw new BadMessage('bytes of a trace are none');
    return { kind: 'trace', bytes: bytes as Uint8Array<ArrayBuffer> };
  },
  outside: (message) => {
    const request = fields(message.request, 'request');
    return {
      kind: 'outside',
      request: { id: number(request.id, 'id'), ask: text(request.ask, 'ask'), body: request.body },
    };
  },
};

/** Throws BadMessage where it is none. */
export function readFromPipeline(data: unknown, plan: Plan): FromPipeline {
  const message = fields(data, 'message');
  const kind = oneOf(message.kind, 'kind', Object.keys(READERS) as FromPipeline['kind'][]);
  return READERS[kind](message, plan);
}

function checkedBatch(batch: Record<string, unknown>, plan: Plan): RunBatch {
  const outputs = list(batch.outputs, 'outputs', (each) => checkedOutput(each, plan.outputs.length));
  const share = batch.progress === null ? null : number(batch.progress, 'progress');
  return {
    progress: share === null ? null : Math.min(1, Math.max(0, share)),
    figures: batch.figures === null ? null : checkedFigures(fields(batch.figures, 'figures')),
    outputs,
    // What the worker counts for its window; what really came weighs at least as much here.
    output_bytes: Math.max(
      integer(batch.output_bytes, 'output_bytes'),
      outputs.reduce((sum, each) => sum + weight(each), 0),
    ),
    logs: list(batch.logs, 'logs', (each) => checkedLog(each, plan.nodes.length)),
    notes: list(batch.notes, 'notes', checkedDiagnostic),
  };
}

function checkedFigures(figures: Record<string, unknown>): { nodes: NodeFigures[]; edges: EdgeFigures[] } {
  return {
    nodes: list(figures.nodes, 'nodes', (each) => numbers(each, NODE_FIGURES)),
    edges: list(figures.edges, 'edges', (each) => numbers(each, EDGE_FIGURES)),
  };
}

const NODE_FIGURES: readonly (keyof NodeFigures)[] = [
  'index',
  'packets_in',
  'packets_out',
  'busy_s',
  'calls',
  'errors',
  'left_out',
];
const EDGE_FIGURES: readonly (keyof EdgeFigures)[] = [
  'index',
  'packets',
  'queued',
  'queued_bytes',
  'peak_queued',
  'dropped',
  'oldest_s',
];

function numbers<Key extends string>(value: unknown, keys: readonly Key[]): Record<Key, number> {
  const known = fields(value, 'figures');
  const read = {} as Record<Key, number>;
  for (const key of keys) read[key] = number(known[key], key);
  return read;
}

function checkedLog(value: unknown, nodes: number): LogLine {
  const line = fields(value, 'log');
  const checked: LogLine = {
    node: integer(line.node, 'node', nodes, -1),
    stream: oneOf(line.stream, 'stream', ['stdout', 'stderr']),
    text: shortenLine(text(line.text, 'text')),
  };
  if (line.missed != null) checked.missed = integer(line.missed, 'missed');
  return checked;
}

function checkedEnd(end: Record<string, unknown>): RunEnd {
  const how = oneOf(end.how, 'how', ['complete', 'cancelled', 'failed']);
  return how === 'failed' ? { how, error: checkedDiagnostic(end.error) } : { how };
}

const OPTIONAL_TEXTS = ['help', 'path', 'file', 'node', 'node_type'] as const;
const OPTIONAL_NUMBERS = ['line', 'column', 'sequence'] as const;

export function checkedDiagnostic(value: unknown): Diagnostic {
  const known = fields(value, 'diagnostic');
  const diagnostic: Diagnostic = {
    severity: oneOf(known.severity, 'severity', ['error', 'warning']),
    code: text(known.code, 'code'),
    message: text(known.message, 'message'),
  };
  for (const key of OPTIONAL_TEXTS) if (known[key] != null) diagnostic[key] = text(known[key], key);
  for (const key of OPTIONAL_NUMBERS) if (known[key] != null) diagnostic[key] = number(known[key], key);
  if (known.cause != null) diagnostic.cause = checkedCause(fields(known.cause, 'cause'));
  return diagnostic;
}

function checkedCause(cause: Record<string, unknown>): Cause {
  const checked: Cause = { type: text(cause.type, 'type'), message: text(cause.message, 'message') };
  if (cause.traceback != null) checked.traceback = text(cause.traceback, 'traceback');
  return checked;
}
