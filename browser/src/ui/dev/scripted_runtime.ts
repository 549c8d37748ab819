// Development only: states of the page without the machinery.
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { Plan, PortType } from '../../protocol/plan.ts';
import type { OpenedPackage, Run, RunDigest, RunSummary, Runtime } from '../../protocol/run.ts';
import type { OutputPacket, Value } from '../../protocol/value.ts';

const port = (type: PortType, name = 'default') => ({ name, type });
type N = [string, string, 'engine' | 'python', PortType, PortType];
function plan(name: string, description: string, nodes: N[], edges: [number, number][], inputs: [string, PortType, number][], outputs: [string, PortType, number][]): Plan {
  return {
    name, version: '1.0.0', description, author: 'rmpkg',
    nodes: nodes.map(([id, node_type, runs_in, i, o], index) => ({
      index, id, node_type, runs_in, origin: node_type === 'Greeter' ? 'bundle' : 'standard', params: index === 0 ? { target_sample_rate: 16000 } : {},
      is_streaming: false, is_source: false, on_error: 'fail', inputs: [port(i)], outputs: [port(o)],
    })),
    edges: edges.map(([from, to]) => ({ from, from_port: 0, to, to_port: 0, capacity_packets: 64, capacity_bytes: 1 << 24 })),
    inputs: inputs.map(([n, type, node], index) => ({ index, name: n, type, node, port: 0 })),
    outputs: outputs.map(([n, type, node], index) => ({ index, name: n, type, node, port: 0 })),
    needs: { python: nodes.some((n) => n[2] === 'python') },
  };
}
const speech = plan('speech-activity', 'Finds where somebody speaks in a recording and describes the sound of each sentence: Rust and Python in one graph.',
  [['resample', 'AudioResampleNode', 'engine', 'audio', 'audio'], ['speech', 'VoiceActivityNode', 'engine', 'audio', 'audio'], ['features', 'SpectralFeaturesNode', 'python', 'audio', 'json'], ['spectrogram', 'SpectrogramNode', 'python', 'audio', 'tensor']],
  [[0, 1], [1, 2], [1, 3]], [['recording', 'audio', 0]], [['sentences', 'json', 2], ['spectrum', 'tensor', 3], ['speech', 'audio', 1]]);
const calc = plan('calculator', 'Doubles each number and adds ten: two Rust nodes in a row, no Python.',
  [['double', 'MultiplyNode', 'engine', 'json', 'json'], ['add_ten', 'AddNode', 'engine', 'json', 'json']], [[0, 1]], [['numbers', 'json', 0]], [['results', 'json', 1]]);
const everything = plan('everything', 'One output of every kind.',
  [['source', 'Greeter', 'python', 'any', 'any'], ['split', 'SplitNode', 'python', 'any', 'any'], ['a_rather_long_node_name', 'PassThroughNode', 'engine', 'any', 'any'], ['join', 'JoinNode', 'python', 'any', 'any']],
  [[0, 1], [0, 2], [1, 3], [2, 3], [0, 3]], [['anything', 'any', 0], ['words', 'text', 0]],
  [['text', 'text', 3], ['json', 'json', 3], ['table', 'json', 3], ['numbers', 'json', 3], ['line', 'tensor', 3], ['level', 'tensor', 3], ['cube', 'tensor', 3], ['bytes', 'bytes', 3], ['mixed', 'any', 3], ['stereo', 'audio', 3], ['nothing', 'transcript', 3]]);
const plans: Record<string, Plan> = { 'speech-activity': speech, calculator: calc, everything, fails: { ...speech, name: 'fails' }, endless: { ...speech, name: 'endless' }, starting: { ...speech, name: 'starting' }, flood: { ...calc, name: 'flood' } };

export const files = {
  load: async (name: string) => {
    if (name.endsWith('.wav')) return new ArrayBuffer(1_920_044);
    return new TextEncoder().encode(name).buffer as ArrayBuffer;
  },
  text: async () => JSON.stringify({ examples: [
    { name: 'speech-activity', title: 'Speech activity', sentence: 'Finds where somebody speaks in a recording and describes the sound of each sentence.', file: 'speech-activity.rmpkg', size: 12_345, samples: { recording: { file: 'three-commands.wav', size: 1_920_044, seconds: 12.4 } } },
    { name: 'calculator', title: 'Calculator', sentence: 'Doubles each number and adds ten, in Rust alone.', file: 'calculator.rmpkg', size: 1234, samples: { numbers: { json: '[5, 7, 3]' } } },
    { name: 'text-processor', title: 'Text processor', sentence: 'Greets whoever is named, then counts and reshapes the text, in Python.', file: 'everything.rmpkg', size: 2345, samples: { anything: { json: '["Ada", "Grace"]' } } },
    ...['fails', 'endless', 'starting', 'flood', 'broken', 'badmanifest'].map((name) => ({ name, title: name, sentence: 'dev', file: `${name}.rmpkg`, size: 1000, samples: {} })),
  ] }),
};

const manifest = `{
  "version": "v1",
  "metadata": { "name": "speech-activity" },
  "nodes": [
    { "id": "resample", "node_type": "AudioResampleNode", "params": { "target_sample_rate": 16000 } },
    { "id": "speech", "node_type": "VoiceActivtyNode" },
    { "id": "features", "node_type": "SpectralFeaturesNode" }
  ],
  "connections": [{ "from": "resample", "to": "speech" }, { "from": "speech", "to": "nowhere" }]
}`;
const report = (verdict: 'unsigned' | 'broken', reasons: Diagnostic[] = []) => ({
  verdict, reasons, signer: null, manifest_entry: 0, bundle_nodes: [], layout: 'rmpkg' as const,
  entries: [['manifest.json', 1204], ['meta/provenance.json', 800], ['nodes/greeter.py', 634]].map(([name, bytes], index) => ({ index, name: String(name), bytes: Number(bytes), stored_bytes: Number(bytes), method: 'stored' as const, sha256: 'ab'.repeat(32) })),
});

export function scriptedRuntime(): Runtime {
  return {
    async open(_source, name) {
      const key = name.replace('.rmpkg', '');
      await new Promise((r) => setTimeout(r, 100));
      const base = { name, size: 12_345, manifest_text: manifest, diagnostics: [], read: async () => new Uint8Array(), close: () => {} };
      if (key === 'broken') return { ...base, plan: null, report: report('broken', [{ severity: 'error', code: 'hash-mismatch', message: 'nodes/greeter.py is not what the package says it is.', file: 'nodes/greeter.py', help: 'The file was changed after the package was made. Get the package again from where it came from.' }]), run: () => { throw new Error(); } };
      if (key === 'badmanifest') return { ...base, plan: null, report: report('unsigned'), run: () => { throw new Error(); }, diagnostics: [
        { severity: 'error', code: 'unknown-node-type', message: 'There is no node type VoiceActivtyNode.', path: 'nodes[1].node_type', line: 6, column: 31, file: 'manifest.json', node: 'speech', help: 'Did you mean VoiceActivityNode?' },
        { severity: 'error', code: 'connection-to-nowhere', message: 'The connection from speech leads to “nowhere”, and no node has this id.', path: 'connections[1].to', line: 9, column: 62, file: 'manifest.json', help: 'The nodes are: resample, speech, features.' }] };
      const p = plans[key];
      if (!p) throw Object.assign(new Error('This is no package.'), { name: 'OpenError', diagnostics: [{ severity: 'error', code: 'not-an-archive', message: `${name} is not a package: it does not begin like a ZIP file.`, help: 'A package is an .rmpkg file made by rmpkg build. A recording goes into an opened package.' }] });
      const opened: OpenedPackage = { ...base, plan: p, report: report('unsigned', [{ severity: 'warning', code: 'no-signature', message: 'It has no signature.' }]),
        diagnostics: key === 'everything' ? [{ severity: 'warning', code: 'unknown-key', message: 'The key “metdata” is not known.', path: 'metdata', line: 3, help: 'Did you mean “metadata”?', file: 'manifest.json' }] : [],
        run: () => scriptedRun(p) };
      return opened;
    },
    wav: async (packets) => {
      const n = packets.reduce((s, p) => s + p.samples.length, 0);
      const all = new Int16Array(n); let at = 0;
      for (const p of packets) for (const v of p.samples) all[at++] = v * 32767;
      const h = new DataView(new ArrayBuffer(44)); const w = (o: number, s: string) => [...s].forEach((c, i) => h.setUint8(o + i, c.charCodeAt(0)));
      w(0, 'RIFF'); h.setUint32(4, 36 + n * 2, true); w(8, 'WAVEfmt '); h.setUint32(16, 16, true); h.setUint16(20, 1, true); h.setUint16(22, 1, true); h.setUint32(24, 16000, true); h.setUint32(28, 32000, true); h.setUint16(32, 2, true); h.setUint16(34, 16, true); w(36, 'data'); h.setUint32(40, n * 2, true);
      return new Blob([h, all], { type: 'audio/wav' });
    },
    diagnostics: () => ({}), close: () => {},
  };
}

const json = (v: unknown): Value => ({ kind: 'json', text: JSON.stringify(v), arrays: [] });
const tensor = (shape: number[], f: (i: number) => number): Value & { kind: 'tensor' } => ({ kind: 'tensor', dtype: 'float32', shape, data: new Uint8Array(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => f(i)).buffer) });
const audio = (frames: number, channels = 1): Value => ({ kind: 'audio', sample_rate: 16000, channels, frames, samples: Float32Array.from({ length: frames * channels }, (_, i) => Math.sin(i / 9) * Math.sin((Math.PI * (i % frames)) / frames) * 0.7 * (0.6 + 0.4 * Math.sin(i / 800)) * (i >= frames ? 0.4 : 1)) });

function script(p: Plan): OutputPacket[] {
  const out: OutputPacket[] = [];
  const put = (output: number, timestamp: number, value: Value, metadata = '') => out.push({ output, sequence: out.length, timestamp, metadata, value });
  if (p.name === 'calculator') [20, 24, 16].forEach((v, i) => put(0, i, json(v)));
  else if (p.name === 'everything') {
    put(0, 0, { kind: 'text', text: 'Good morning, Ada.\nIt is a fine day for a pipeline.' }); put(0, 1, { kind: 'text', text: 'Good morning, Grace.' });
    put(1, 0, { kind: 'json', text: '{"name": "Ada", "born": 1815, "ratio": 1.0, "big": 12345678901234567890, "tags": ["mathematician", "writer"], "nested": {"deep": {"deeper": [1, 2, {"x": null}]}}, "ok": true, "spectrum": {"$array": 0}}', arrays: [tensor([3, 40], (i) => Math.sin(i / 5))] });
    for (let i = 0; i < 40; i++) put(2, i / 4, json({ start_s: i / 4, label: i % 3 ? 'speech' : 'silence', rms_db: -20 - 8 * Math.sin(i / 3), centroid_hz: 900 + 300 * Math.cos(i / 4) }));
    for (let i = 0; i < 120; i++) put(3, i / 10, json(Math.round(Math.sin(i / 9) * 1000) / 10));
    put(4, 0, tensor([4000], (i) => Math.sin(i / 90) * Math.exp(-i / 1500) + (i === 2500 ? 1 : 0)), '{"title": "Impulse response", "unit": "V", "axes": [{"name": "time", "unit": "ms", "step": 0.0625}]}');
    for (let i = 0; i < 60; i++) put(5, i / 10, tensor([], () => Math.log(1 + i)));
    put(6, 0, tensor([3, 24, 40], (i) => Math.cos(i / 7) * (i % 40)));
    put(7, 0, { kind: 'bytes', data: new Uint8Array(300).map((_, i) => (i * 7) & 255) });
    put(8, 0, json({ a: 1 })); put(8, 0.5, { kind: 'text', text: 'between' }); put(8, 1, audio(8000));
    put(9, 0, audio(32000, 2));
  } else {
    const bands = JSON.stringify;
    [[0.9, 1.4], [3.2, 2.1], [6.9, 1.1], [9.2, 2.4]].forEach(([start = 0, d = 1]) => {
      put(0, start, json({ start_s: start, end_s: Math.round((start + d) * 1000) / 1000, duration_s: d, rms_db: Math.round((-19 - start) * 100) / 100, centroid_hz: 1180.4 + start * 9, bandwidth_hz: 1022.1, rolloff_hz: 2100, flatness: 0.0312, zero_crossing_rate: 0.0892 }));
      const n = Math.round(d / 0.016);
      put(1, start, tensor([64, n], (i) => { const r = Math.floor(i / n); const c = i % n; return -70 + 40 * Math.exp(-(((r - 14 - 6 * Math.sin(c / 17)) / 5) ** 2)) + 24 * Math.exp(-(((r - 34 - 4 * Math.cos(c / 23)) / 4) ** 2)) + 4 * Math.sin(c * r); }),
        bands({ title: 'Spectrogram', unit: 'dB', axes: [{ name: 'frequency', unit: 'Hz', values: Array.from({ length: 64 }, (_, i) => Math.round(50 * 160 ** (i / 63))) }, { name: 'time', unit: 's', start, step: 0.016 }] }));
      put(2, start, audio(Math.round(d * 16000)));
    });
  }
  return out;
}

function scriptedRun(p: Plan): Run {
  const all = script(p);
  const began = performance.now();
  let listener: (d: RunDigest) => void = () => {};
  let finish: (s: RunSummary) => void = () => {};
  const finished = new Promise<RunSummary>((r) => (finish = r));
  let sent = 0; let at = 0; const steps = p.needs.python ? 40 : 0; const total = p.name === 'endless' || p.name === 'starting' || p.name === 'flood' ? Infinity : p.name === 'calculator' ? 1 : 90;
  const digest = (phase: RunDigest['phase'], extra: Partial<RunDigest> = {}): RunDigest => {
    const share = Math.min(1, Math.max(0, (at - steps) / 90));
    const loaded = Math.min(1, at / 40);
    return { phase, steps: [{ name: 'Engine', done_bytes: 412_000, total_bytes: 412_000, finished: true }, ...(p.needs.python ? [{ name: 'Python', done_bytes: Math.round(loaded * 9.4e6), total_bytes: 9.4e6, finished: loaded >= 1 }, { name: 'Nodes', done_bytes: 0, total_bytes: 0, finished: false }] : [])],
      progress: p.name === 'calculator' ? null : share, elapsed_s: (performance.now() - began) / 1000,
      nodes: p.nodes.map((n) => ({ index: n.index, packets_in: Math.round(share * 1204 / (n.index + 1)), packets_out: Math.round(share * 1204 / (n.index + 2)), busy_s: share * [0.012, 0.034, 0.82, 1.4][n.index]!, calls: 10, errors: 0 })),
      edges: p.edges.map((_, index) => ({ index, packets: 10, queued: phase === 'running' ? [0, 12, 3, 0, 7][index]! : 0, queued_bytes: 0, peak_queued: [2, 64, 14, 1, 9][index]!, dropped: 0, oldest_s: 0 })),
      outputs: [], logs: [], notes: [], error: null, working: phase === 'running' ? Math.min(2, p.nodes.length - 1) : null, silent_s: null, ...extra };
  };
  const end = (phase: RunSummary['phase'], error: Diagnostic | null = null, d: Partial<RunDigest> = {}) => { clearInterval(timer); listener(digest(phase, { error, ...d })); finish({ phase, elapsed_s: (performance.now() - began) / 1000, error }); };
  const timer = setInterval(() => {
    at += 1;
    if (at < steps || p.name === 'starting') { at = p.name === 'starting' ? Math.min(at, 22) : at; listener(digest('starting')); return; }
    if (p.name === 'flood') { listener(digest('running', { progress: null, outputs: Array.from({ length: 50 }, (_, i) => ({ output: 0, sequence: 0, timestamp: (at * 50 + i) / 1000, metadata: '', value: json({ t: at, i, v: Math.sin(at / 10), name: 'x' }) })) })); return; }
    if (p.name === 'fails' && at > 90) {
      end('failed', { severity: 'error', code: 'node-failed', message: 'The node features failed on packet 17.', node: 'features', node_type: 'SpectralFeaturesNode', sequence: 17, file: 'nodes/features.py', line: 31, path: 'nodes[2]', help: 'The array is empty: check that the node before it gives audio, or set "on_error": "skip" for this node.', cause: { type: 'ValueError', message: 'zero-size array to reduction operation maximum which has no identity', traceback: 'Traceback (most recent call last):\n  File "nodes/features.py", line 31, in process\n    loudest = spectrum.max()\nValueError: zero-size array to reduction operation maximum which has no identity\n' } });
      return;
    }
    if (p.name === 'endless' && at > 100) { listener(digest('running', { silent_s: (at - 100) / 60, progress: 0.42 })); return; }
    const upto = Math.min(all.length, Math.ceil(((at - steps) / Math.min(total, 80)) * all.length));
    const logs = at % 12 === 0 && p.needs.python ? [{ node: 2, stream: at % 36 === 0 ? 'stderr' as const : 'stdout' as const, text: `frame ${at}: centroid ${(900 + at * 3.1).toFixed(1)} Hz` }] : [];
    const outputs = all.slice(sent, upto); sent = upto;
    listener(digest('running', { outputs, logs }));
    if (at - steps >= total) end('done', null, { outputs: all.slice(sent), working: null });
  }, 16);
  return { subscribe: (l) => { listener = l; return () => { listener = () => {}; }; }, stop: async () => { end('stopped'); }, finished };
}
