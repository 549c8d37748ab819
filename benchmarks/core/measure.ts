/** What graphs of every shape cost, and how that grows. Prints JSON for core.py. */
import { loadPyodide } from 'pyodide';
import type { PyCallable, PyProxy } from 'pyodide/ffi';
import { inEngine } from './engine_run.ts';
import { chain, deliveries, fanIn, fanOut, type Graph, layers } from './graphs.ts';
import ORCHESTRATORS from './orchestrators.py';

const SAMPLES = 5;
/** Deliveries of one sample, about; small graphs get more packets. */
const DELIVERIES = 200_000;
const MOST_PACKETS = 4096;

/** What is measured for one size of one shape. */
interface Row {
  shape: string;
  size: number;
  /** Of the whole run, s. */
  run: number;
  /** µs for each packet and connection. */
  per_delivery: number;
  /** Of reading the manifest and planning, s. */
  open: number;
  loop: number | null;
  queues: number | null;
}

const py = await loadPyodide();
const globals = py.runPython('dict()') as PyProxy;
py.runPython(ORCHESTRATORS, { globals });
const named = (name: string) => (globals as unknown as { get(name: string): PyCallable }).get(name);
const sample = named('sample');

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1]!;
}

function inPython(way: string, graph: Graph, packets: number): number {
  return sample(named(way), graph.nodes, py.toPy(graph.edges), packets) as unknown as number;
}

function measured(shape: string, size: number, graph: Graph, packets: number, bytes = 1): Row {
  const each = deliveries(graph) * packets;
  const runs: number[] = [];
  const opens: number[] = [];
  const loops: number[] = [];
  const queues: number[] = [];
  inEngine(graph, Math.min(packets, 64), bytes);
  for (let turn = 0; turn < SAMPLES; turn++) {
    const { open, run } = inEngine(graph, packets, bytes);
    opens.push(open);
    runs.push(run);
    if (bytes > 1) continue;
    loops.push(inPython('by_loop', graph, packets));
    if (graph.nodes <= MOST_QUEUES) queues.push(inPython('by_queues', graph, packets));
  }
  const µs = (seconds: number[]) => (seconds.length === 0 ? null : (median(seconds) / each) * 1e6);
  const run = median(runs);
  return {
    shape,
    size,
    run,
    per_delivery: (run / each) * 1e6,
    open: median(opens),
    loop: µs(loops),
    queues: µs(queues),
  };
}

const packetsFor = (graph: Graph) =>
  Math.max(2, Math.min(MOST_PACKETS, Math.round(DELIVERIES / deliveries(graph))));

/** The queue orchestrator looks at every queue in every round: beyond this it takes minutes. */
const MOST_QUEUES = 1000;

const shapes: [string, (size: number) => Graph, number[]][] = [
  ['chain, nodes', chain, [10, 100, 1000, 10_000]],
  ['one into many, nodes', fanOut, [10, 100, 1000, 5000]],
  ['many into one, nodes', fanIn, [10, 100, 1000, 5000]],
  ['layers, connections', (edges) => layers(Math.round(Math.sqrt(edges))), [100, 2500, 22_500, 102_400]],
];
const rows: Row[] = [];
for (const [shape, make, sizes] of shapes)
  for (const size of sizes) {
    const graph = make(size);
    rows.push(measured(shape, size, graph, packetsFor(graph)));
  }
for (const packets of [64, 1024, 16_384])
  rows.push(measured('packets through 8 nodes', packets, chain(8), packets));
for (const bytes of [1, 1 << 10, 1 << 16, 1 << 20])
  rows.push(measured('bytes of a packet, 8 nodes', bytes, chain(8), 16, bytes));
console.log(JSON.stringify(rows));
