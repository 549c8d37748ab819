/** Three ways to take one frame of audio to a numpy node and back, for the same Python function. */
import type { PyodideAPI } from 'pyodide';
import type { PyBuffer, PyCallable, PyProxy } from 'pyodide/ffi';
import {
  FLAG_SHARED,
  KIND_AUDIO,
  OWNER_PYTHON,
  PacketFields,
} from '../../browser/src/hosts/engine/packet.ts';
import { createPyodideHost } from '../../browser/src/hosts/python/pyodide_host.ts';

/** What the node does, and what the other ways call: a numpy function that makes a fresh result. */
export const NODE_FILE = `
import numpy as np

class Half:
    def process(self, audio):
        samples, rate = audio
        return samples * np.float32(0.5), rate
`;

const REFERENCE = `
import base64, json, time
import numpy as np

def half(samples):
    return samples * np.float32(0.5)

def by_json(text):
    given = json.loads(text)
    samples = np.frombuffer(base64.b64decode(given["data"]), dtype=np.float32).reshape(given["shape"])
    result = half(samples)
    return json.dumps({"shape": result.shape, "rate": given["rate"], "data": base64.b64encode(result.tobytes()).decode()})

def by_proxy(samples, rate):
    return half(np.asarray(samples, dtype=np.float32).reshape(1, -1))

def own_time(frames, count):
    """Seconds of one call of the node's own arithmetic, without any crossing."""
    samples = np.random.default_rng(0).standard_normal((1, frames)).astype(np.float32)
    begun = time.perf_counter()
    for _ in range(count):
        half(samples)
    return (time.perf_counter() - begun) / count
`;

/** Takes the frame that lies at \`source\` to Python and back to \`target\`, both in the engine's memory. */
export interface Way {
  name: string;
  pass(source: Uint8Array, target: Uint8Array): void;
}

const RATE = 16_000;
/** Ids that the engine chooses have this bit. */
const ENGINE_BIT = 2 ** 31;

export async function ways(
  py: PyodideAPI,
): Promise<{ ways: Way[]; ownTime(frames: number, count: number): number }> {
  const globals = py.runPython('dict()') as PyProxy;
  py.runPython(REFERENCE, { globals });
  const by = (name: string) => (globals as unknown as { get(name: string): PyCallable }).get(name);
  return {
    ways: [await throughHost(py), throughJson(by('by_json')), throughProxies(py, by('by_proxy'))],
    ownTime: by('own_time') as unknown as (frames: number, count: number) => number,
  };
}

async function throughHost(py: PyodideAPI): Promise<Way> {
  const host = createPyodideHost(py, () => Promise.reject(new Error('no wheels here')));
  const given = new PacketFields();
  const packet = new PacketFields();
  let failed = '';
  const port = { name: 'default', type: 'audio' as const };
  const found = await host.create({
    nodes: [
      {
        index: 0,
        id: 'half',
        node_type: 'Half',
        runs_in: 'python',
        origin: 'bundle',
        params: {},
        is_streaming: false,
        is_source: false,
        on_error: 'fail',
        retries: 0,
        limits: { seconds_per_call: null, memory_bytes: null },
        inputs: [port],
        outputs: [port],
      },
    ],
    files: new Map([['nodes/half.py', new TextEncoder().encode(NODE_FILE)]]),
    wheels: [],
    outside: () => Promise.reject(new Error('nothing is outside')),
    events: {
      output: (_call, _port, fields) => void given.set(fields),
      emit: () => {},
      complete: () => {},
      fail: (_call, failure) => {
        failed = failure.message;
      },
      log: () => {},
    },
  });
  if (found.length > 0) throw new Error(JSON.stringify(found));
  const inputs = { count: 1, port: () => 0, packet: () => packet };
  Object.assign(packet, { owner: OWNER_PYTHON, kind: KIND_AUDIO, dtype: 1, rank: 2, sampleRate: RATE });
  packet.flags &= ~FLAG_SHARED;
  let call = 0;
  let id = ENGINE_BIT;
  return {
    name: 'this host',
    pass(source, target) {
      packet.bytes = source.length;
      packet.dims[0] = 1;
      packet.dims[1] = source.length / 4;
      packet.id = ++id;
      host.materialise(id, packet, source);
      host.call(++call, 0, 0, inputs);
      if (failed) throw new Error(failed);
      target.set(host.read(given.id, given));
      host.release(id);
      host.release(given.id);
    },
  };
}

/** The fastest that each host has: browsers have methods of their own, Node 20 has `Buffer`. */
interface Base64Host {
  Buffer: { from(source: unknown, ...how: unknown[]): Uint8Array & { toString(encoding: string): string } };
  Uint8Array: { fromBase64?(text: string): Uint8Array };
}
const host = globalThis as unknown as Base64Host;
const toBase64 = (bytes: Uint8Array & { toBase64?(): string }): string =>
  bytes.toBase64?.() ?? host.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
const fromBase64 = (text: string): Uint8Array =>
  host.Uint8Array.fromBase64?.(text) ?? host.Buffer.from(text, 'base64');

function throughJson(run: PyCallable): Way {
  return {
    name: 'JSON and base64',
    pass(source, target) {
      const data = toBase64(source);
      const answer = run(JSON.stringify({ shape: [1, source.length / 4], rate: RATE, data })) as string;
      target.set(fromBase64((JSON.parse(answer) as { data: string }).data));
    },
  };
}

function throughProxies(py: PyodideAPI, run: PyCallable): Way {
  return {
    name: 'toPy and getBuffer',
    pass(source, target) {
      const samples = py.toPy(
        new Float32Array(source.buffer, source.byteOffset, source.length / 4),
      ) as PyProxy;
      const result = run(samples, RATE) as PyProxy & { getBuffer(type: string): PyBuffer };
      const buffer = result.getBuffer('f32');
      target.set(new Uint8Array(buffer.data.buffer, buffer.data.byteOffset, source.length));
      buffer.release();
      result.destroy();
      samples.destroy();
    },
  };
}
