import { expect, test } from 'vitest';
import type { PaceClock } from '../platform/pace.ts';
import type { BrokerDigest } from '../protocol/broker_messages.ts';
import type { RunBatch } from '../protocol/pipeline_messages.ts';
import { DigestCollector } from './digest_collector.ts';

/** A clock that stands until it is moved. */
class HandClock implements PaceClock {
  at = 0;
  #waiting: { due: number; callback: () => void }[] = [];

  now(): number {
    return this.at;
  }

  after(ms: number, callback: () => void): () => void {
    const entry = { due: this.at + ms, callback };
    this.#waiting.push(entry);
    return () => {
      this.#waiting = this.#waiting.filter((each) => each !== entry);
    };
  }

  advance(ms: number): void {
    this.at += ms;
    for (const entry of this.#waiting.filter(({ due }) => due <= this.at)) {
      this.#waiting = this.#waiting.filter((each) => each !== entry);
      entry.callback();
    }
  }
}

const batch = (n: number): RunBatch => ({
  progress: n / 1000,
  figures: null,
  outputs: [{ output: 0, sequence: n, timestamp: 0, metadata: '', value: { kind: 'text', text: String(n) } }],
  output_bytes: 10,
  logs: [],
  notes: [],
});

test('a thousand batches a second become at most 60 digests, with everything in order', () => {
  const clock = new HandClock();
  const sent: BrokerDigest[] = [];
  const collector = new DigestCollector((digest) => sent.push(digest), clock);
  for (let n = 0; n < 1000; n++) {
    collector.batch(batch(n));
    clock.advance(1);
  }
  clock.advance(20);
  expect(sent.length).toBeLessThanOrEqual(61);
  expect(sent.length).toBeGreaterThan(50);
  expect(sent.flatMap(({ outputs }) => outputs.map(({ sequence }) => sequence))).toEqual(
    Array.from({ length: 1000 }, (_, n) => n),
  );
  expect(sent.reduce((sum, { output_bytes }) => sum + output_bytes, 0)).toBe(10_000);
});

test('the first output goes out at once, whatever was told just before', () => {
  const clock = new HandClock();
  const sent: BrokerDigest[] = [];
  const collector = new DigestCollector((digest) => sent.push(digest), clock);
  collector.running();
  collector.batch(batch(0));
  collector.batch(batch(1));
  expect(sent.map(({ outputs }) => outputs.length)).toEqual([0, 1]);
  clock.advance(20);
  expect(sent.map(({ outputs }) => outputs.length)).toEqual([0, 1, 1]);
});

test('the first goes out at once', () => {
  const sent: BrokerDigest[] = [];
  const collector = new DigestCollector((digest) => sent.push(digest), new HandClock());
  collector.running();
  expect(sent).toHaveLength(1);
});

test('the end goes out at once, with what was waiting, and nothing follows', () => {
  const clock = new HandClock();
  const sent: BrokerDigest[] = [];
  const collector = new DigestCollector((digest) => sent.push(digest), clock);
  collector.batch(batch(0));
  collector.batch(batch(1));
  collector.end({ how: 'complete' });
  clock.advance(1000);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toMatchObject({ end: { how: 'complete' }, outputs: [{ sequence: 1 }] });
});

test('what a stop takes is not sent as well', () => {
  const clock = new HandClock();
  const sent: BrokerDigest[] = [];
  const collector = new DigestCollector((digest) => sent.push(digest), clock);
  collector.batch(batch(0));
  collector.batch(batch(1));
  expect(collector.take().outputs.map(({ sequence }) => sequence)).toEqual([1]);
  clock.advance(1000);
  expect(sent).toHaveLength(1);
});

test('figures stay until there are newer ones, outputs do not', () => {
  const clock = new HandClock();
  const sent: BrokerDigest[] = [];
  const collector = new DigestCollector((digest) => sent.push(digest), clock);
  const nodes = [{ index: 0, packets_in: 1, packets_out: 1, busy_s: 0, calls: 1, errors: 0, left_out: 0 }];
  collector.batch({ ...batch(0), figures: { nodes, edges: [] } });
  clock.advance(100);
  collector.working(0, 5);
  expect(sent[1]).toMatchObject({ nodes, outputs: [], working: 0, packet: 5 });
});
