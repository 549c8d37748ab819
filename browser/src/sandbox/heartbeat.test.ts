import { describe, expect, it } from 'vitest';
import { Heartbeat, SILENT_AFTER_MS } from './heartbeat.ts';

function watched() {
  const pings: number[] = [];
  const silence: Array<number | null> = [];
  let now = 0;
  const heartbeat = new Heartbeat({
    ping: (beat) => pings.push(beat),
    onSilence: (seconds) => silence.push(seconds),
    now: () => now,
  });
  const pass = (ms: number) => {
    now += ms;
    heartbeat.beat();
  };
  return { heartbeat, pings, silence, pass };
}

describe('heartbeat', () => {
  it('says nothing while every ping is answered', () => {
    const { heartbeat, pings, silence, pass } = watched();
    for (let beat = 1; beat <= 5; beat++) {
      pass(1000);
      heartbeat.answer(beat);
    }
    expect(pings).toEqual([1, 2, 3, 4, 5]);
    expect(silence).toEqual([]);
  });

  it('tells how long a worker has been silent, and when it answers again', () => {
    const { heartbeat, pings, silence, pass } = watched();
    pass(0);
    pass(SILENT_AFTER_MS - 1);
    expect(silence).toEqual([]);
    pass(1);
    pass(1000);
    heartbeat.answer(1);
    expect(silence).toEqual([SILENT_AFTER_MS / 1000, SILENT_AFTER_MS / 1000 + 1, null]);
    expect(pings).toEqual([1]); // a silent worker's queue is not filled with pings
  });

  it('does not blame the worker for the rest of a page whose timers slept', () => {
    const { heartbeat, silence, pass } = watched();
    pass(0);
    heartbeat.answer(1);
    pass(3_600_000);
    heartbeat.answer(2);
    expect(silence).toEqual([]);
  });

  it('takes no answer to a ping that it did not send', () => {
    const { heartbeat, silence, pass } = watched();
    pass(0);
    heartbeat.answer(7);
    pass(SILENT_AFTER_MS);
    expect(silence).toHaveLength(1);
  });
});
