/** One frame, engine → numpy → engine, in every way: medians over the node's own time. */
import type { PyodideAPI } from 'pyodide';
import type { RustModule } from '../../browser/src/platform/rust_module.ts';
import { ways } from './ways.ts';

const ROUNDS = 201;
const PASSES = 100;

/** The median, and the least: what remains when nothing else wants the processor. */
const summary = (values: number[]) => {
  values.sort((a, b) => a - b);
  return { median: values[values.length >> 1]!, best: values[0]! };
};

/** Rows as crossing.py reads them, in microseconds. */
export async function crossingRows(py: PyodideAPI, rust: RustModule): Promise<unknown[]> {
  const { ways: all, ownTime } = await ways(py);
  const rows = [];
  for (const frames of [320, 960]) {
    const pipeline = new rust.Pipeline();
    const from = pipeline.allocate(frames * 4, 3);
    const to = pipeline.allocate(frames * 4, 3);
    const view = (id: number) => new Uint8Array(rust.memory.buffer, pipeline.address(id), frames * 4);
    new Float32Array(view(from).buffer, view(from).byteOffset, frames).set(
      Float32Array.from({ length: frames }, Math.random),
    );
    const times = all.map(() => [] as number[]);
    const own: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      // All ways in every round: the machine's speed varies from minute to minute.
      const sample = all.map(({ pass }) => {
        const source = view(from);
        const target = view(to);
        const begun = performance.now();
        for (let i = 0; i < PASSES; i++) pass(source, target);
        return ((performance.now() - begun) / PASSES) * 1000;
      });
      const ownSample = ownTime(frames, PASSES) * 1e6;
      if (round === 0) continue; // warming up
      for (const [i, time] of sample.entries()) times[i]!.push(time);
      own.push(ownSample);
    }
    rows.push({
      frames,
      own: summary(own),
      ways: all.map(({ name }, i) => ({ name, ...summary(times[i]!) })),
    });
  }
  return rows;
}
