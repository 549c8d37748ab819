import { describe, expect, test } from 'vitest';
import { ListHost, type NodeFunction } from '../hosts/engine/testing/list_host.ts';
import type { RunDigest } from '../protocol/run.ts';
import { blob, CALCULATOR, gather, manifest } from './testing/run_bundles.ts';
import { runtimeInNode } from './testing/runtime_in_node.ts';

const ENDLESS = manifest([{ id: 'tone', node_type: 'ToneNode' }]);
const PYTHON = manifest([{ id: 'mine', node_type: 'Mine' }]);
const ANY = [{ name: 'default', type: 'any' }];
const catalogue = { Mine: { inputs: ANY, outputs: ANY, is_source: false } };

describe('a run', () => {
  test('gives outputs, figures and a summary, and a second one right after works too', async () => {
    const { runtime, sandboxes } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    for (let i = 0; i < 2; i++) {
      const { texts, summary, digests } = await gather(
        opened.run({ double: { kind: 'json', values: [5, 7, 3] } }),
      );
      expect(texts).toEqual(['20', '24', '16']);
      expect(summary).toMatchObject({ phase: 'done', error: null });
      expect(digests.at(-1)).toMatchObject({
        phase: 'done',
        progress: 1,
        nodes: [{ packets_in: 3 }, { packets_in: 3 }],
      });
    }
    expect(sandboxes).toHaveLength(2); // never one twice
    expect(sandboxes.every(({ stopped }) => stopped === 1)).toBe(true);
  });

  test('keeps the spelling of JSON text', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const { texts } = await gather(opened.run({ double: { kind: 'json_text', texts: ['1.0', '1'] } }));
    expect(texts).toEqual(['12.0', '12']);
  });

  test('reads a .json file in the sandbox, packet by packet', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const file = new Blob(['[1, 2.0,\n 3]']);
    const { texts } = await gather(opened.run({ double: { kind: 'file', file, name: 'n.json' } }));
    expect(texts).toEqual(['12', '14.0', '16']);
  });

  test('splits a JSON text that was typed, and says where it is wrong', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const good = await gather(opened.run({ double: { kind: 'json_document', text: ' [1, 2.0] ' } }));
    expect(good.texts).toEqual(['12', '14.0']);
    const bad = await gather(opened.run({ double: { kind: 'json_document', text: '[1,\n 2,, 3]' } }));
    expect(bad.summary).toMatchObject({ phase: 'failed', error: { line: 2 } });
  });

  test('a .json file that is none fails with its name', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const { summary } = await gather(
      opened.run({ double: { kind: 'file', file: new Blob(['[1,']), name: 'n.json' } }),
    );
    expect(summary).toMatchObject({
      phase: 'failed',
      error: { code: 'bad-json', file: 'n.json', line: 1 },
    });
  });

  test('reads a recording of many slices to its end, every sample in its place', async () => {
    const { runtime } = runtimeInNode();
    const pass = manifest([{ id: 'p', node_type: 'PassThroughNode' }]);
    const opened = await runtime.open(blob({ 'manifest.json': pass }), 'x');
    const samples = Float32Array.from({ length: 3_000_000 }, (_, i) => ((i * 7) % 32_768) / 32_768);
    const { file } = await runtime.recording([{ sample_rate: 48_000, channels: 1, samples }], 'wav');
    expect(file.size).toBeGreaterThan(11 * 2 ** 20);
    const given = new Float32Array(samples.length);
    let at = 0;
    const run = opened.run({ p: { kind: 'file', file, name: 'a.wav' } });
    run.subscribe(({ outputs }) => {
      for (const { value, timestamp } of outputs) {
        if (value.kind !== 'audio') throw new Error('no audio');
        expect(timestamp).toBeCloseTo(at / 48_000, 9);
        given.set(value.samples, at);
        at += value.frames;
      }
    });
    expect(await run.finished).toMatchObject({ phase: 'done' });
    expect(at).toBe(samples.length);
    expect(Buffer.compare(new Uint8Array(given.buffer), new Uint8Array(samples.buffer))).toBe(0);
  });

  test('a recording that was cut off is used as far as it goes, and that is said', async () => {
    const { runtime } = runtimeInNode();
    const pass = manifest([{ id: 'p', node_type: 'PassThroughNode' }]);
    const opened = await runtime.open(blob({ 'manifest.json': pass }), 'x');
    const { file: whole } = await runtime.recording(
      [{ sample_rate: 8000, channels: 1, samples: new Float32Array(5000) }],
      'wav',
    );
    const file = whole.slice(0, whole.size - 4000);
    const { digests, summary } = await gather(opened.run({ p: { kind: 'file', file, name: 'cut.wav' } }));
    expect(summary.phase).toBe('done');
    const frames = digests.flatMap(({ outputs }) =>
      outputs.map(({ value }) => ('frames' in value ? value.frames : 0)),
    );
    expect(frames.reduce((sum, each) => sum + each)).toBe(4000);
    expect(digests.flatMap(({ notes }) => notes)).toMatchObject([
      { code: 'recording-truncated', file: 'cut.wav' },
    ]);
  });

  test('a file that is no audio, and one that cannot be read any more, fail with their names', async () => {
    const { runtime } = runtimeInNode();
    const level = manifest([{ id: 'level', node_type: 'AudioLevelNode' }]);
    const opened = await runtime.open(blob({ 'manifest.json': level }), 'x');
    const junk = new Blob(['this is no audio at all']);
    const first = await gather(opened.run({ level: { kind: 'file', file: junk, name: 'song.wav' } }));
    expect(first.summary).toMatchObject({ phase: 'failed', error: { file: 'song.wav', severity: 'error' } });
    const lost = new Blob(['RIFF']);
    lost.slice = () => {
      throw new DOMException('gone', 'NotFoundError');
    };
    const second = await gather(opened.run({ level: { kind: 'file', file: lost, name: 'lost.wav' } }));
    expect(second.summary.error).toMatchObject({
      code: 'input-unreadable',
      file: 'lost.wav',
      help: expect.stringContaining('choose'),
    });
  });

  test('an input that the pipeline does not have is refused with the names of those it has', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const { summary } = await gather(opened.run({ wrong: { kind: 'json', values: [] } }));
    expect(summary.error).toMatchObject({
      code: 'input-unknown',
      message: expect.stringContaining('double'),
    });
  });

  test('an input that is given nothing is refused', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const { summary } = await gather(opened.run({}));
    expect(summary).toMatchObject({ phase: 'failed', error: { code: 'input-missing' } });
  });

  test('tells at most 60 digests a second and loses no output', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const values = Array.from({ length: 30_000 }, (_, i) => i);
    const began = performance.now();
    const { digests, texts } = await gather(opened.run({ double: { kind: 'json', values } }));
    expect(texts).toEqual(values.map((n) => String(n * 2 + 10)));
    expect(digests.length).toBeLessThan(((performance.now() - began) / 1000) * 60 + 5);
  });
});

describe('stop', () => {
  test('ends an endless graph, keeps what came out, and the next run works', async () => {
    const { runtime, sandboxes } = runtimeInNode();
    const endless = await runtime.open(blob({ 'manifest.json': ENDLESS }), 'x');
    const run = endless.run({});
    const digests: RunDigest[] = [];
    await new Promise<void>((resolve) => {
      run.subscribe((digest) => {
        digests.push(digest);
        if (digest.outputs.length > 0) resolve();
      });
    });
    await run.stop();
    const seen = digests.flatMap(({ outputs }) => outputs.map(({ sequence }) => sequence));
    expect(seen).toEqual(seen.map((_, i) => i));
    expect(digests.at(-1)).toMatchObject({ phase: 'stopped', error: null });
    expect(await run.finished).toMatchObject({ phase: 'stopped' });
    expect(sandboxes[0]?.stopped).toBe(1);
    const { texts } = await gather(
      (await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'y')).run({
        double: { kind: 'json', values: [1] },
      }),
    );
    expect(texts).toEqual(['12']);
  });

  test('works before the sandbox is there, and twice', async () => {
    const { runtime } = runtimeInNode();
    const run = (await runtime.open(blob({ 'manifest.json': ENDLESS }), 'x')).run({});
    await Promise.all([run.stop(), run.stop()]);
    expect(await run.finished).toMatchObject({ phase: 'stopped' });
  });
});

describe('a run without a listener', () => {
  test('stands still at the window, and goes on once somebody listens', async () => {
    const { runtime } = runtimeInNode();
    const run = (await runtime.open(blob({ 'manifest.json': ENDLESS }), 'x')).run({});
    await new Promise((resolve) => setTimeout(resolve, 400));
    const digests: RunDigest[] = [];
    let bytes = 0;
    await new Promise<void>((resolve) => {
      run.subscribe((digest) => {
        digests.push(digest);
        for (const { value } of digest.outputs)
          bytes += value.kind === 'audio' ? value.samples.byteLength : 0;
        if (digests.length === 1) expect(bytes).toBeLessThan(16 * 2 ** 20);
        if (bytes > 24 * 2 ** 20) resolve();
      });
    });
    expect(digests[0]?.outputs[0]?.sequence).toBe(0);
    await run.stop();
  });
});

describe('when something dies', () => {
  const never: NodeFunction = () => {};
  const start = async (source = PYTHON) => {
    const parts = runtimeInNode({
      host: () => new ListHost({ mine: never }),
      catalogue,
      silence_limit_s: 100,
    });
    const opened = await parts.runtime.open(blob({ 'manifest.json': source }), 'x');
    const run = opened.run({ mine: { kind: 'json', values: [1] } });
    const digests: RunDigest[] = [];
    run.subscribe((digest) => digests.push(digest));
    while (digests.at(-1)?.working !== 0) await new Promise((resolve) => setTimeout(resolve, 2));
    return { ...parts, opened, run, digests };
  };

  test('a sandbox that dies fails the run and names the node it was in', async () => {
    const { run, sandboxes } = await start();
    sandboxes[0]!.die(new Error('out of memory'));
    expect(await run.finished).toMatchObject({
      phase: 'failed',
      error: { node: 'mine', node_type: 'Mine', cause: { message: 'out of memory' } },
    });
    expect(sandboxes[0]!.stopped).toBe(1);
  });

  test('a node that holds the worker for longer than it may is ended, in the engine’s words', async () => {
    const limited = { id: 'mine', node_type: 'Mine', limits: { seconds_per_call: 20 } };
    const { run, sandboxes, digests } = await start(manifest([limited]));
    sandboxes[0]!.tellSilence(19.5);
    while (digests.at(-1)?.silent_s !== 19.5) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(sandboxes[0]!.stopped).toBe(0);
    sandboxes[0]!.tellSilence(20.5);
    expect(await run.finished).toMatchObject({
      phase: 'failed',
      cut_off: true,
      error: {
        code: 'time-limit',
        node: 'mine',
        message: 'Node "mine" failed at packet 0: it was still at work after 20 s, which is its limit.',
        sequence: 0,
        help: expect.stringContaining('seconds_per_call'),
      },
    });
    expect(sandboxes[0]!.stopped).toBe(1);
  });

  test('silence is told, and past the limit it is the end', async () => {
    const { run, sandboxes, digests } = await start();
    sandboxes[0]!.tellSilence(12);
    while (digests.at(-1)?.silent_s !== 12) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(digests.at(-1)).toMatchObject({ phase: 'running', working: 0 });
    sandboxes[0]!.tellSilence(101);
    expect(await run.finished).toMatchObject({ phase: 'failed', error: { node: 'mine' } });
  });

  test('a broker that dies rejects whatever waits with its cause, and a new one opens the next package', async () => {
    const { runtime, run, opened, workers } = await start();
    const reading = opened.read('manifest.json');
    workers[0]!.die('boom');
    await expect(reading).rejects.toThrow(/boom/);
    expect(await run.finished).toMatchObject({
      phase: 'failed',
      error: { cause: { message: expect.stringContaining('boom') } },
    });
    await expect(opened.read('manifest.json')).rejects.toThrow(/boom/);
    const again = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'y');
    expect(again.plan?.nodes).toHaveLength(2);
  });

  test('a closed runtime ends its runs and opens nothing', async () => {
    const { runtime, run } = await start();
    runtime.close();
    expect(await run.finished).toMatchObject({ phase: 'failed' });
    await expect(runtime.open(blob({ 'manifest.json': CALCULATOR }), 'y')).rejects.toThrow(/closed/);
  });
});

describe('json', () => {
  test('spells every kind of value', async () => {
    const { runtime } = runtimeInNode();
    const texts = await runtime.json([
      { kind: 'json', text: '{"a":1.0}', arrays: [] },
      {
        kind: 'json',
        text: '{"é":{"$array":0},"b":[{"$array":1}]}',
        arrays: [
          { dtype: 'int16', shape: [3], data: new Uint8Array(Int16Array.of(1, -2, 3).buffer) },
          { dtype: 'float64', shape: [1, 2], data: new Uint8Array(Float64Array.of(0.1, Number.NaN).buffer) },
        ],
      },
      { kind: 'text', text: 'a "b"' },
      { kind: 'tensor', dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
      { kind: 'audio', sample_rate: 16_000, channels: 2, frames: 1, samples: Float32Array.of(0.1, -1) },
      { kind: 'bytes', data: Uint8Array.of(1, 2, 3) },
    ]);
    expect(texts[0]).toBe('{"a":1.0}');
    expect(texts[1]).toContain('{"dtype": "int16", "shape": [3], "data": [1, -2, 3]}');
    expect(texts[1]).toContain('{"dtype": "float64", "shape": [1, 2], "data": [0.1, null]}');
    expect(texts.slice(2)).toEqual([
      '"a \\"b\\""',
      '{"dtype": "bool", "shape": [2], "data": [true, false]}',
      '{"sample_rate": 16000, "channels": 2, "frames": 1, "samples": [[0.1], [-1.0]]}',
      '{"bytes": 3, "base64": "AQID"}',
    ]);
    for (const text of texts) JSON.parse(text);
  });
});

describe('results', () => {
  test('are one JSON document, and a text is split by the same rule', async () => {
    const { runtime } = runtimeInNode();
    const opened = await runtime.open(blob({ 'manifest.json': CALCULATOR }), 'x');
    const { digests } = await gather(opened.run({ double: { kind: 'json_text', texts: ['1.0', '2'] } }));
    const packets = digests.flatMap(({ outputs }) => outputs);
    const text = await (
      await runtime.resultsDocument([
        { name: 'a "b"', packets },
        { name: 'c', packets: [] },
      ])
    ).text();
    expect(text).toBe('{"outputs": {"a \\"b\\"": [\n12.0,\n14],\n"c": []}}\n');
    expect(await runtime.splitJson(' [1.0, {"a": [2]}]')).toEqual(['1.0', '{"a": [2]}']);
    await expect(runtime.splitJson('{')).rejects.toMatchObject({ diagnostics: [{ line: 1 }] });
  });
});

describe('recording', () => {
  test('samples that are no numbers are told, and silence in flac', async () => {
    const { runtime } = runtimeInNode();
    const samples = Float32Array.of(0.5, Number.NaN, 0.25, Number.POSITIVE_INFINITY);
    const told = async (format: 'wav' | 'flac') =>
      (await runtime.recording([{ sample_rate: 8000, channels: 1, samples }], format)).notes;
    expect(await told('flac')).toMatchObject([
      {
        severity: 'warning',
        code: 'samples-not-finite',
        message: '2 samples (the first at 0:00.0) are NaN or infinite: written as silence.',
      },
    ]);
    expect(await told('wav')).toMatchObject([{ code: 'samples-not-finite' }]);
  });

  test.each([
    { format: 'wav' as const, step: 0 },
    { format: 'flac' as const, step: 2 ** -24 },
  ])('writes a $format file that an audio input reads back', async ({ format, step }) => {
    const { runtime } = runtimeInNode();
    const samples = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i / 10) * 0.99);
    const packet = { sample_rate: 16_000, channels: 2, samples };
    const { file, notes } = await runtime.recording([packet, packet], format);
    expect(notes).toEqual([]);
    const pass = await runtime.open(
      blob({ 'manifest.json': manifest([{ id: 'p', node_type: 'PassThroughNode' }]) }),
      'p',
    );
    const { digests } = await gather(pass.run({ p: { kind: 'file', file, name: `a.${format}` } }));
    const values = digests.flatMap(({ outputs }) => outputs.map(({ value }) => value));
    expect(values).toMatchObject([{ kind: 'audio', sample_rate: 16_000, channels: 2, frames: 2000 }]);
    const [value] = values;
    if (value?.kind !== 'audio') throw new Error('audio');
    for (const from of [0, 2000]) {
      const half = value.samples.slice(from, from + 1000);
      const expected = samples.slice(from / 2, from / 2 + 1000);
      const worst = half.reduce((most, sample, i) => Math.max(most, Math.abs(sample - expected[i]!)), 0);
      expect(worst).toBeLessThanOrEqual(step);
    }
  });

  test('names what a format cannot hold', async () => {
    const { runtime } = runtimeInNode();
    const packet = { sample_rate: 48_000, channels: 9, samples: new Float32Array(90) };
    await expect(runtime.recording([packet], 'flac')).rejects.toMatchObject({
      diagnostics: [{ code: 'not-writable' }],
    });
  });
});
