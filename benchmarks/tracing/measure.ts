/** One hop between native nodes with and without a trace: medians over turns. Prints JSON for tracing.py. */
import {
  allocateBody,
  ENDED,
  type PipelineCalls,
  WORK_LEFT,
} from '../../browser/src/hosts/engine/engine_calls.ts';
import { KIND_JSON, PacketFields } from '../../browser/src/hosts/engine/packet.ts';
import { vendoredRust } from '../../browser/src/hosts/engine/testing/vendored_rust.ts';
import { EventWriter } from '../../browser/src/hosts/engine/wire_writer.ts';

/** As many packets as the queue at an input holds. */
const PACKETS = 64;
const SHORT = 2;
const LONG = 34;
const TURNS = 301;

const rust = vendoredRust();
const encoder = new TextEncoder();

/** A chain of nodes in the engine; answers the seconds that it takes for {@link PACKETS} packets. */
function engineChain(length: number, trace: boolean): () => number {
  const pipeline: PipelineCalls = new rust.Pipeline();
  const nodes = Array.from({ length }, (_, i) => ({ id: `n${i}`, node_type: 'PassThroughNode' }));
  const connections = nodes.slice(1).map(({ id }, i) => ({ from: `n${i}`, to: id }));
  pipeline.open(
    encoder.encode(JSON.stringify({ version: 'v1', nodes, connections })),
    encoder.encode(JSON.stringify({ trace })),
  );
  const events = new EventWriter();
  const packet = new PacketFields();
  return () => {
    for (let i = 0; i < PACKETS; i++) {
      packet.kind = KIND_JSON;
      packet.bytes = 1;
      packet.id = allocateBody(pipeline, packet.bytes, packet.kind);
      new Uint8Array(rust.memory.buffer, pipeline.address(packet.id), 1)[0] = 0x31;
      events.push(0, packet);
    }
    const bytes = events.length;
    events.moveTo(new Uint8Array(rust.memory.buffer, pipeline.inbox(bytes), bytes));
    const begun = performance.now();
    const state = pipeline.step(bytes, PACKETS * length, begun / 1000);
    pipeline.stepped(performance.now() / 1000);
    const seconds = (performance.now() - begun) / 1000;
    if (state & (WORK_LEFT | ENDED)) throw new Error(`the chain should be done and open: ${state}`);
    return seconds;
  };
}

const ways = [false, true].map((trace) => ({
  name: trace ? 'with a trace' : 'without',
  short: engineChain(SHORT, trace),
  long: engineChain(LONG, trace),
}));
const hops: number[][] = ways.map(() => []);
for (let turn = 0; turn < TURNS; turn++) {
  for (const [i, { short, long }] of ways.entries()) {
    const seconds = long() - short();
    if (turn > TURNS / 10) hops[i]!.push((seconds / (PACKETS * (LONG - SHORT))) * 1e6);
  }
}
const rows = ways.map(({ name }, i) => {
  const sorted = hops[i]!.sort((a, b) => a - b);
  return { name, median: sorted[sorted.length >> 1]!, best: sorted[Math.floor(sorted.length / 20)]! };
});
console.log(JSON.stringify(rows));
