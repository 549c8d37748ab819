// @vitest-environment happy-dom
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { BundleReport, Verdict } from '../../protocol/package.ts';
import type { Plan, PortType } from '../../protocol/plan.ts';
import type {
  OpenedPackage,
  OpenOptions,
  Run,
  RunDigest,
  RunInput,
  RunSummary,
  Runtime,
} from '../../protocol/run.ts';
import { outcomeOf } from '../words/names.ts';
import { announcements } from './announcements.svelte.ts';
import { Workbench } from './workbench.svelte.ts';

const report = (verdict: Verdict): BundleReport => ({
  verdict,
  reasons: [{ severity: 'error', code: 'changed-file', message: 'It was changed.' }],
  signer: null,
  entries: [],
  manifest_entry: 0,
  bundle_nodes: [],
  layout: 'rmpkg',
});

const plan = (name: string, type: PortType): Plan => ({
  name,
  version: '1',
  description: '',
  author: '',
  nodes: [],
  edges: [],
  inputs: [{ index: 0, name: 'in', type, node: 0, port: 0 }],
  outputs: [{ index: 0, name: 'out', type: 'json', node: 0, port: 0 }],
  needs: { python: false },
  mode: 'batch',
  max_bytes: 2 ** 30,
  permissions: {},
});

/** A run that a test drives by hand. */
class DrivenRun implements Run {
  #listener: (digest: RunDigest) => void = () => {};
  #finish: (summary: RunSummary) => void = () => {};
  stops = 0;
  readonly finished = new Promise<RunSummary>((resolve) => {
    this.#finish = resolve;
  });

  subscribe(listener: (digest: RunDigest) => void): () => void {
    this.#listener = listener;
    return () => {};
  }

  async stop(): Promise<void> {
    this.stops += 1;
    this.#finish({ phase: 'stopped', elapsed_s: 1, error: null });
  }

  send(part: Partial<RunDigest>): void {
    this.#listener({
      phase: 'running',
      steps: [],
      progress: null,
      elapsed_s: 0.5,
      nodes: [],
      edges: [],
      outputs: [],
      logs: [],
      notes: [],
      error: null,
      working: null,
      silent_s: null,
      ...part,
    });
  }

  end(summary: RunSummary): void {
    this.#finish(summary);
  }
}

class Packages {
  readonly closed: string[] = [];
  readonly runs: { inputs: Record<string, RunInput>; run: DrivenRun }[] = [];
  type: PortType = 'json';
  /** Says how far a large package has been read. */
  tell: (bytes: number) => void = () => {};

  readonly runtime: Runtime = {
    open: (source, name, options) => this.#arrive(source, name, options),
    sdkOutputs: async () => '[]',
    recording: async () => ({ file: new Blob(), notes: [] }),
    json: async () => [],
    resultsDocument: async () => new Blob(),
    splitJson: async () => [],
    recognise: async (_file, name) =>
      /\.json$/.test(name) ? (/^graph/.test(name) ? 'pipeline' : 'data') : null,
    probe: async () => ({ info: null, problem: null }),
    diagnostics: () => ({}),
    close: () => {},
  };

  /** A large one takes until the test lets it go. */
  async #arrive(source: Blob, name: string, { progress, signal }: OpenOptions = {}): Promise<OpenedPackage> {
    if (name === 'large.rmpkg') {
      this.tell = progress ?? this.tell;
      await new Promise((_, refuse) => signal?.addEventListener('abort', () => refuse(signal.reason)));
    }
    return this.#open(source, name);
  }

  #open(source: Blob, name: string): OpenedPackage {
    if (name === 'junk.rmpkg') {
      const diagnostics = [{ severity: 'error' as const, code: 'not-a-bundle', message: 'No bundle.' }];
      throw Object.assign(new Error('No bundle.'), { diagnostics });
    }
    const broken = name === 'broken.rmpkg';
    return {
      name,
      size: source.size,
      report: report(broken ? 'broken' : 'unsigned'),
      plan: broken ? null : plan(name, this.type),
      manifest_name: '',
      manifest_text: '{}',
      diagnostics: broken ? report('broken').reasons : [],
      placeholders: [],
      given: { inputs: null, input_data: null },
      reopen: async () => this.#open(source, name),
      run: (inputs) => {
        const run = new DrivenRun();
        this.runs.push({ inputs, run });
        return run;
      },
      read: async () => new Uint8Array(),
      close: () => this.closed.push(name),
    };
  }
}

const files = { load: async () => new ArrayBuffer(4), text: async () => '{"examples": []}' };
let packages: Packages;
let workbench: Workbench;
const file = (name: string, bytes = 'PK..') => new File([bytes], name);
const settle = () => new Promise((resolve) => setTimeout(resolve, 40));

beforeEach(() => {
  packages = new Packages();
  workbench = new Workbench(packages.runtime, files);
});

describe('opening', () => {
  test('a package that can be read is opened', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    expect(workbench.session?.title).toBe('a.rmpkg');
  });

  test('how far a large one has been checked is shown, and Esc lets it go', async () => {
    const opening = workbench.open(file('large.rmpkg'), 'large.rmpkg');
    packages.tell(3);
    expect(workbench.screen).toMatchObject({ kind: 'opening', name: 'large.rmpkg', size: 4, checked: 3 });
    workbench.stop();
    expect(workbench.screen.kind).toBe('empty');
    packages.tell(4);
    await opening;
    expect(workbench.screen.kind).toBe('empty');
  });

  test('a run that is under way ends first, and the large one goes on', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    void workbench.open(file('large.rmpkg'), 'large.rmpkg');
    workbench.stop();
    await settle();
    expect(packages.runs[0]?.run.stops).toBe(1);
    expect(workbench.screen.kind).toBe('opening');
    workbench.stop();
    expect(workbench.session?.title).toBe('a.rmpkg');
  });

  test('a broken one is refused, each problem told once', async () => {
    await workbench.open(file('broken.rmpkg'), 'broken.rmpkg');
    expect(workbench.screen).toMatchObject({ kind: 'refused', name: 'broken.rmpkg' });
    expect(workbench.screen.kind === 'refused' && workbench.screen.diagnostics).toHaveLength(1);
    expect(packages.closed).toEqual(['broken.rmpkg']);
  });

  test('what is announced of a refused one is its first error, not a warning before it', async () => {
    const problems = [
      { severity: 'warning' as const, code: 'old-layout', message: 'It is old.' },
      { severity: 'error' as const, code: 'cycle', message: 'It goes in a circle.' },
    ];
    packages.runtime.open = async () => {
      throw Object.assign(new Error('refused'), { diagnostics: problems });
    };
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    expect(announcements.urgent).toBe('a.rmpkg cannot be opened: It goes in a circle.');
  });

  test('a refused file leaves the package on the screen and its run running', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    const { session } = workbench;
    session?.start();
    const opening = workbench.open(file('junk.rmpkg'), 'junk.rmpkg');
    expect(workbench.screen.kind).toBe('opening');
    expect(workbench.session).toBe(session);
    await opening;
    expect(workbench.screen).toEqual({ kind: 'opened', session });
    expect(workbench.refusal).toMatchObject({ name: 'junk.rmpkg', diagnostics: [{ code: 'not-a-bundle' }] });
    expect(announcements.urgent).toContain('junk.rmpkg cannot be opened');
    expect(session?.run?.active).toBe(true);
    expect(packages.runs[0]?.run.stops).toBe(0);
  });

  test('all that is wrong with it is shown on demand, and leads back', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    await workbench.open(file('junk.rmpkg'), 'junk.rmpkg');
    workbench.showRefusal();
    expect(workbench.screen).toMatchObject({ kind: 'refused', diagnostics: [{ code: 'not-a-bundle' }] });
    workbench.back();
    expect(workbench.session?.title).toBe('a.rmpkg');
    expect(workbench.refusal).toBeNull();
    expect(packages.closed).toEqual([]);
  });

  test('the newest of two files wins, and the other is closed', async () => {
    await Promise.all([
      workbench.open(file('a.rmpkg'), 'a.rmpkg'),
      workbench.open(file('b.rmpkg'), 'b.rmpkg'),
    ]);
    expect(workbench.session?.title).toBe('b.rmpkg');
    expect(packages.closed).toEqual(['a.rmpkg']);
  });
});

describe('undo', () => {
  test('brings the replaced package back and closes the one that replaced it', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    await workbench.open(file('b.rmpkg'), 'b.rmpkg');
    workbench.undo();
    expect(workbench.session?.title).toBe('a.rmpkg');
    expect(packages.closed).toEqual(['b.rmpkg']);
    expect(workbench.offer).toBeNull();
  });

  test('is not offered on the page of a refused file, and waits behind it', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    await workbench.open(file('b.rmpkg'), 'b.rmpkg');
    await workbench.open(file('junk.rmpkg'), 'junk.rmpkg');
    expect(workbench.shownOffer).toBeNull();
    workbench.undo();
    workbench.showRefusal();
    expect(workbench.screen.kind).toBe('refused');
    expect(workbench.shownOffer).toBeNull();
    workbench.back();
    expect(workbench.shownOffer).not.toBeNull();
  });

  test('an offer that has passed closes what it kept', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.closePackage();
    expect(workbench.screen.kind).toBe('empty');
    workbench.expireOffer();
    expect(packages.closed).toEqual(['a.rmpkg']);
    workbench.undo();
    expect(workbench.screen.kind).toBe('empty');
  });
});

describe('several dropped files', () => {
  test('the first is taken, and that is said', async () => {
    await workbench.takeFirst([file('a.rmpkg'), file('b.rmpkg')]);
    expect(workbench.session?.title).toBe('a.rmpkg');
    expect(workbench.shownOffer).toMatchObject({ text: 'Of 2 files, a.rmpkg was taken.', undo: null });
  });

  test('a first one that is refused says so on its page', async () => {
    await workbench.takeFirst([file('junk.rmpkg'), file('b.rmpkg')]);
    expect(workbench.screen).toMatchObject({ kind: 'refused', note: 'Of 2 files, junk.rmpkg was taken.' });
  });

  test('a package and a recording: the package opens and is given the recording', async () => {
    packages.type = 'audio';
    for (const files of [
      [file('talk.wav', 'RIFF'), file('a.rmpkg')],
      [file('b.rmpkg'), file('talk.wav', 'RIFF')],
    ]) {
      await workbench.takeFirst(files);
      expect(workbench.session?.title).toMatch(/rmpkg$/);
      expect(workbench.session?.inputs[0]?.chosen?.name).toBe('talk.wav');
      expect(workbench.offer?.text ?? '').not.toContain('Of 2 files');
    }
  });

  test('what is beside a package that has no place for it is not taken, and that is said', async () => {
    packages.type = 'audio';
    await workbench.takeFirst([file('a.rmpkg'), file('one.wav', 'RIFF'), file('two.wav', 'RIFF')]);
    expect(workbench.session?.inputs[0]?.chosen?.name).toBe('one.wav');
    expect(workbench.offer?.text).toBe('Of 3 files, a.rmpkg and one.wav were taken.');
  });

  test('the way back to the package before stays', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    await workbench.takeFirst([file('b.rmpkg'), file('c.rmpkg')]);
    expect(workbench.offer?.text).toContain('b.rmpkg was taken');
    workbench.undo();
    expect(workbench.session?.title).toBe('a.rmpkg');
  });
});

describe('pasted text', () => {
  test.each([
    [' {"version": "v1"}', 'pasted manifest.json'],
    ['version: v1', 'pasted manifest.yaml'],
  ])('%s is opened as a manifest', async (text, name) => {
    await workbench.openText(text);
    expect(workbench.session?.title).toBe(name);
  });
});

describe('a dropped file', () => {
  test('that is no package becomes the input of the package that waits for it', async () => {
    packages.type = 'audio';
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    await workbench.take(file('talk.wav', 'RIFF'));
    expect(workbench.session?.title).toBe('a.rmpkg');
    expect(workbench.session?.inputs[0]?.chosen?.name).toBe('talk.wav');
  });

  test('that is a recording waits for the package that takes it', async () => {
    packages.type = 'audio';
    await workbench.take(file('talk.wav', 'RIFF'));
    expect(workbench.screen.kind).toBe('empty');
    expect(workbench.recording?.name).toBe('talk.wav');
    await workbench.take(file('a.rmpkg'));
    expect(workbench.session?.inputs[0]?.chosen?.name).toBe('talk.wav');
    expect(workbench.recording).toBeNull();
  });

  test('that is a recording is not given to an input of JSON', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    await workbench.take(file('talk.wav', 'RIFF'));
    expect(workbench.session?.inputs[0]).toMatchObject({ chosen: null, mode: 'json' });
    expect(workbench.shownOffer?.text).toBe(
      'talk.wav is a recording; the input in takes JSON, typed or in a .json file.',
    );
  });

  test('that is a package is opened, whatever its name', async () => {
    packages.type = 'audio';
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    await workbench.take(file('b.bin', 'PK\u0003\u0004'));
    expect(workbench.session?.title).toBe('b.bin');
  });
});

describe('a run', () => {
  test('starts with what was typed, as it was typed', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    const entry = workbench.session?.inputs[0];
    if (entry) entry.text = '[1.0]';
    expect(workbench.session?.start()).toBeNull();
    expect(packages.runs[0]?.inputs).toEqual({ in: { kind: 'json_document', text: '[1.0]' } });
  });

  test('does not start with what cannot be sent; the faulty input is named', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    const entry = workbench.session?.inputs[0];
    if (entry) entry.text = '[1,';
    expect(workbench.session?.faults).toEqual([]);
    expect(workbench.session?.start()).toBe(entry);
    expect(workbench.session?.faults).toEqual([entry]);
    // What is wrong stands at the field, which gets the focus: it is not told twice.
    expect(announcements.urgent).toContain('in');
    expect(announcements.urgent).not.toContain(entry?.problem);
    expect(packages.runs).toHaveLength(0);
  });

  test('waits for the recording of an example that is still on its way', async () => {
    let arrive = (_bytes: ArrayBuffer) => {};
    const slow = { ...files, load: () => new Promise<ArrayBuffer>((resolve) => (arrive = resolve)) };
    const waiting = new Workbench(packages.runtime, slow);
    packages.type = 'audio';
    const samples = { in: { file: 'a.wav' } };
    const example = { name: 'a', title: 'A', sentence: '', file: 'a.rmpkg', size: 4, samples };
    await waiting.open(file('a.rmpkg'), 'a.rmpkg', example);
    expect(waiting.session?.canRun).toBe(false);
    expect(waiting.session?.loading).toBe(waiting.session?.inputs[0]);
    arrive(new ArrayBuffer(4));
    await settle();
    expect(waiting.session?.canRun).toBe(true);
  });

  test('an empty JSON input says what to give', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    const entry = workbench.session?.inputs[0];
    if (entry) entry.text = ' \n';
    expect(entry?.shownProblem).toBe('Give some JSON, such as [1, 2, 3].');
  });

  test('gathers what digests bring and keeps it after Stop', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    const run = packages.runs[0]?.run;
    const packet = (sequence: number, text: string) => ({
      output: 0,
      sequence,
      timestamp: sequence,
      metadata: '',
      value: { kind: 'json' as const, text, arrays: [] },
    });
    run?.send({
      outputs: [packet(0, '1')],
      logs: ['one', 'two'].map((text) => ({ node: 0, stream: 'stdout' as const, text })),
    });
    run?.send({ outputs: [packet(1, '2')] });
    await settle();
    const view = workbench.session?.run;
    expect(view?.outputs[0]?.packets.map((p) => p.sequence)).toEqual([0, 1]);
    expect(view?.log.kept.items.map((line) => line.text)).toEqual(['one', 'two']);
    await workbench.session?.stop();
    await settle();
    expect(view?.phase).toBe('stopped');
    expect(view?.outputs[0]?.kept.total).toBe(2);
    expect(workbench.session?.canRun).toBe(true);
  });

  test('that was cut off keeps the time of the call that did not come back, which figures told twice do not end', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    const run = packages.runs[0]?.run;
    const one = { index: 0, packets_in: 2, packets_out: 1, busy_s: 0.01, calls: 2, errors: 0, left_out: 0 };
    run?.send({ nodes: [one], working: 0, silent_s: 3 });
    await settle();
    run?.send({ nodes: [{ ...one }], phase: 'failed' });
    run?.end({ phase: 'failed', elapsed_s: 4, error: null, cut_off: true });
    await settle();
    const view = workbench.session?.run;
    expect(view?.stuck).toEqual({ node: 0, seconds: 3 });
    expect(view?.countsOf(0)).toEqual({ taken: 2, given: 1 });
  });

  test('a late digest does not lead back from the end, and nothing of it is lost', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    const run = packages.runs[0]?.run;
    run?.send({ logs: [{ node: 0, stream: 'stdout', text: 'last words' }] });
    run?.end({ phase: 'done', elapsed_s: 1, error: null });
    await settle();
    expect(workbench.session?.run?.phase).toBe('done');
    expect(workbench.session?.run?.log.kept.total).toBe(1);
  });

  test('is done when the last of very many packets is there', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    const run = packages.runs[0]?.run;
    const packet = (sequence: number) => ({
      output: 0,
      sequence,
      timestamp: sequence,
      metadata: '',
      value: { kind: 'json' as const, text: '1', arrays: [] },
    });
    run?.send({ outputs: Array.from({ length: 12_000 }, (_, i) => packet(i)) });
    run?.end({ phase: 'done', elapsed_s: 1, error: null });
    const view = workbench.session?.run;
    const totals: number[] = [];
    for (let turns = 0; view?.active && turns < 1000; turns += 1) {
      await new Promise((next) => setTimeout(next));
      totals.push(view.outputs[0]?.kept.total ?? 0);
    }
    expect(view?.phase).toBe('done');
    expect(view?.outputs[0]?.packets.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 12_000 }, (_, i) => i),
    );
    expect(totals.some((total) => total > 0 && total < 12_000)).toBe(true);
  });

  test('that ended well with something to tell is said to have', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    const note = { severity: 'warning' as const, code: 'recording-ends-early', message: 'It ends early.' };
    packages.runs[0]?.run.send({ notes: [note] });
    packages.runs[0]?.run.end({ phase: 'done', elapsed_s: 1, error: null });
    await settle();
    expect(announcements.polite).toBe('Done with a warning in 1.00 s.');
    expect(outcomeOf('done', 0)).toEqual({ word: 'Done', with: '', tone: 'good' });
    expect(outcomeOf('done', 2)).toEqual({ word: 'Done', with: '2 warnings', tone: 'warning' });
    expect(outcomeOf('failed', 2).tone).toBe('bad');
  });

  test('is stopped once when its package is replaced', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    await workbench.open(file('b.rmpkg'), 'b.rmpkg');
    expect(workbench.offer?.text).toBe('b.rmpkg opened in place of a.rmpkg, which was stopped.');
    await settle();
    expect(packages.runs[0]?.run.stops).toBe(1);
  });

  test('that fails shows the error and the time it took', async () => {
    await workbench.open(file('a.rmpkg'), 'a.rmpkg');
    workbench.session?.start();
    const error = { severity: 'error' as const, code: 'node-failed', message: 'It failed.', node: 'n' };
    packages.runs[0]?.run.end({ phase: 'failed', elapsed_s: 2.5, error });
    await vi.waitFor(() => expect(workbench.session?.run?.phase).toBe('failed'));
    expect(workbench.session?.run).toMatchObject({ error, elapsed: 2.5 });
    expect(announcements.polite).toBe('Failed after 2.50 s.');
    expect(announcements.urgent).toContain('It failed.');
    workbench.session?.start();
    expect(announcements.urgent).toBe('');
  });
});
