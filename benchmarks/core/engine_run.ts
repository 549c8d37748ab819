/** Runs a graph of nodes that pass packets on, in the engine, from the first push to the end. */
import {
  allocateBody,
  ENDED,
  EngineMemory,
  type PipelineCalls,
} from '../../browser/src/hosts/engine/engine_calls.ts';
import { KIND_BYTES, PacketFields } from '../../browser/src/hosts/engine/packet.ts';
import { vendoredRust } from '../../browser/src/hosts/engine/testing/vendored_rust.ts';
import { EventWriter } from '../../browser/src/hosts/engine/wire_writer.ts';
import type { OpenAnswer } from '../../browser/src/protocol/plan.ts';
import type { Graph } from './graphs.ts';

/** As many packets as the queue at an input holds. */
const BATCH = 64;
/** Packets of native work in a step. */
const BUDGET = 4096;

export interface Spent {
  open: number;
  run: number;
}

const rust = vendoredRust();
const memory = new EngineMemory(rust.memory);
const encoder = new TextEncoder();
const context = encoder.encode(JSON.stringify({ max_bytes: 2 ** 31 }));

/** Seconds for opening, and for `packets` packets of `bytes` bytes at each input. */
export function inEngine(graph: Graph, packets: number, bytes = 1): Spent {
  const nodes = Array.from({ length: graph.nodes }, (_, i) => ({
    id: `n${i}`,
    node_type: 'PassThroughNode',
  }));
  const connections = graph.edges.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` }));
  const manifest = encoder.encode(JSON.stringify({ version: 'v1', nodes, connections, outputs: [] }));
  const pipeline: PipelineCalls = new rust.Pipeline();
  const begun = performance.now();
  const answer = pipeline.open(manifest, context);
  const open = (performance.now() - begun) / 1000;
  const { plan, diagnostics } = memory.json<OpenAnswer>(pipeline.reply_address(), answer);
  if (!plan) throw new Error(JSON.stringify(diagnostics[0]));
  const run = feed(pipeline, plan.inputs.length, packets, bytes);
  pipeline.free();
  return { open, run };
}

function feed(pipeline: PipelineCalls, inputs: number, packets: number, bytes: number): number {
  const events = new EventWriter();
  const packet = new PacketFields();
  let seconds = 0;
  for (let done = 0; done < packets; ) {
    const until = Math.min(packets, done + BATCH);
    for (let input = 0; input < inputs; input++) {
      for (let at = done; at < until; at++) {
        packet.kind = KIND_BYTES;
        packet.bytes = bytes;
        packet.timestamp = at;
        packet.id = allocateBody(pipeline, bytes, packet.kind);
        events.push(input, packet);
      }
    }
    done = until;
    seconds += step(pipeline, events, false);
  }
  for (let input = 0; input < inputs; input++) events.close(input);
  return seconds + step(pipeline, events, true);
}

/** Hands events over and steps until all is done. */
function step(pipeline: PipelineCalls, events: EventWriter, isLast: boolean): number {
  let bytes = events.length;
  events.moveTo(memory.view(pipeline.inbox(bytes), bytes));
  const begun = performance.now();
  let state = 1;
  while ((state & 1) !== 0) {
    state = pipeline.step(bytes, BUDGET, 0);
    bytes = 0;
  }
  const seconds = (performance.now() - begun) / 1000;
  if (((state & ENDED) !== 0) !== isLast) throw new Error(`the run should ${isLast ? '' : 'not '}have ended`);
  return seconds;
}
