/** The host by itself: real Pyodide and numpy, packets made by hand as the engine's driver would. */
import type { PyodideAPI } from 'pyodide';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FLAG_SHARED, KIND_AUDIO, KIND_BYTES, KIND_TENSOR, KIND_TEXT } from '../engine/packet.ts';
import { audio, DirectRun, json } from './testing/direct_run.ts';
import { startNodePython } from './testing/node_python.ts';

let py: PyodideAPI;
let run: DirectRun;
beforeAll(async () => {
  py = await startNodePython();
}, 120_000);
afterEach(() => run.host.cleanup());

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];
const outputs = () => run.given.map(({ body }) => text(body));
const samples = (...values: number[]) => audio(Float32Array.from(values));

describe('every kind of process', () => {
  const kinds = {
    function: 'def process(self, v):\n        return [v, 1]',
    coroutine: 'async def process(self, v):\n        return [v, 1]',
    'coroutine that waits':
      'async def process(self, v):\n        import asyncio\n        await asyncio.sleep(0.001)\n        return [v, 1]',
    generator: 'def process(self, v):\n        yield [v, 1]\n        yield None\n        yield [v, 2]',
    'async generator':
      'async def process(self, v):\n        import asyncio\n        yield [v, 1]\n        await asyncio.sleep(0)\n        yield [v, 2]',
  };
  test.each(Object.entries(kinds))('%s', async (kind, method) => {
    run = await DirectRun.of(py, `class Node:\n    ${method}\n`, 'Node');
    for (const value of [5, 6]) await run.process(0, json(value));
    const both = kind.includes('generator');
    expect(outputs()).toEqual(both ? ['[5,1]', '[5,2]', '[6,1]', '[6,2]'] : ['[5,1]', '[6,1]']);
  });

  test('streaming: one call to process for the whole input', async () => {
    const source = `
from py_nodes.sdk import Node
class Pairs(Node):
    is_streaming = True
    async def process(self, stream):
        held = []
        async for value in stream:
            held.append(value)
            if len(held) == 2:
                yield held
                held = []
        yield held
`;
    run = await DirectRun.of(py, source, 'Pairs');
    for (const value of [1, 2, 3]) await run.process(0, json(value));
    expect(outputs()).toEqual(['[1,2]']);
    await run.end(0);
    expect(outputs()).toEqual(['[1,2]', '[3]']);
  });

  test('flush gives what was held back', async () => {
    const source =
      'class Last:\n    def process(self, v):\n        self.v = v\n    def flush(self):\n        return self.v\n';
    run = await DirectRun.of(py, source, 'Last');
    await run.process(0, json('x'));
    await run.end(0);
    expect(outputs()).toEqual(['x']);
    expect(run.given[0]?.packet.kind).toBe(KIND_TEXT);
  });
});

describe('values', () => {
  test('every kind goes in and out as it was', async () => {
    run = await DirectRun.of(
      py,
      'class Echo:\n    def process(self, v):\n        self.t = type(v).__name__\n        print(self.t)\n        return v\n',
      'Echo',
    );
    await run.process(0, samples(0.5, -0.25));
    await run.process(0, (packet) => {
      packet.kind = KIND_TEXT;
      return new TextEncoder().encode('żółć 🎧');
    });
    await run.process(0, (packet) => {
      packet.kind = KIND_BYTES;
      return Uint8Array.of(0, 255, 1);
    });
    await run.process(0, (packet) => {
      Object.assign(packet, { kind: KIND_TENSOR, dtype: 5, rank: 3 });
      packet.dims.splice(0, 3, 2, 1, 2);
      return new Uint8Array(Int16Array.of(1, -2, 3, -4).buffer);
    });
    await run.process(0, json({ a: [1, 2.5, null, 'ü'] }));
    expect(run.logs.map(([, , line]) => line)).toEqual(['Audio', 'str', 'bytes', 'ndarray', 'dict']);
    expect(run.given.map(({ packet }) => packet.kind)).toEqual([
      KIND_AUDIO,
      KIND_TEXT,
      KIND_BYTES,
      KIND_TENSOR,
      1,
    ]);
    const [sound, words, raw, tensor, object] = run.given;
    expect(floats(sound!.body)).toEqual([0.5, -0.25]);
    expect([sound!.packet.rank, ...sound!.packet.dims.slice(0, 2), sound!.packet.sampleRate]).toEqual([
      2, 1, 2, 16_000,
    ]);
    expect(text(words!.body)).toBe('żółć 🎧');
    expect([...raw!.body]).toEqual([0, 255, 1]);
    expect([...new Int16Array(tensor!.body.slice().buffer)]).toEqual([1, -2, 3, -4]);
    expect(tensor!.packet.dims.slice(0, 3)).toEqual([2, 1, 2]);
    expect(text(object!.body)).toBe('{"a":[1,2.5,null,"ü"]}');
  });

  test('bodies of nothing and of one byte', async () => {
    run = await DirectRun.of(py, 'class Echo:\n    def process(self, v):\n        return v\n', 'Echo');
    for (const size of [0, 1, 2]) {
      await run.process(0, (packet) => {
        packet.kind = KIND_BYTES;
        return new Uint8Array(size).fill(7);
      });
    }
    await run.process(0, audio(new Float32Array(0)));
    await run.process(0, json(8));
    expect(run.given.map(({ body }) => [...body])).toEqual([[], [7], [7, 7], [], [56]]);
    // One-byte objects are shared by all of Python: had the copy gone into one of those, this would show.
    expect(
      py.runPython('[bytes([7]) == b"\\x07", bytes([0]) == b"\\x00", bytes(1)[0], b"8"[0]]').toJs(),
    ).toEqual([true, true, 0, 56]);
  });

  test('arrays inside JSON come back in place, aligned', async () => {
    const source = `
import numpy as np
class Nest:
    def process(self, v):
        return {"spectrum": np.array([0.5, 1.5]), "count": np.int64(3), "bad": float("nan")}
class Read:
    def process(self, v):
        return [v["spectrum"].sum(), v["count"], v["spectrum"].flags.aligned, v["bad"]]
`;
    run = await DirectRun.of(py, source, 'Nest', 'Read');
    await run.process(0, json(1));
    const nested = run.given[0]!;
    expect(nested.packet.arrays).toBe(1);
    await run.passOn(1, nested);
    // The same body through another memory.
    await run.process(1, (packet) => {
      packet.kind = nested.packet.kind;
      packet.arrays = 1;
      return nested.body;
    });
    expect(outputs().slice(1)).toEqual(['[2.0,3,true,null]', '[2.0,3,true,null]']);
  });

  test('timestamps, sequence and metadata go both ways', async () => {
    const source = `
from py_nodes.sdk import Node, Packet
class Stamp(Node):
    wants_packets = True
    def process(self, packet):
        return Packet([packet.sequence, packet.metadata], packet.timestamp + 1, metadata={"é": [packet.port]})
`;
    run = await DirectRun.of(py, source, 'Stamp');
    await run.process(0, (packet) => {
      Object.assign(packet, { timestamp: 2.5, sequence: 7, metadata: '{"k":"ü"}' });
      return json(0)(packet);
    });
    expect(outputs()).toEqual(['[7,{"k":"ü"}]']);
    expect(run.given[0]?.packet).toMatchObject({ timestamp: 3.5, metadata: '{"é":["default"]}' });
  });
});

describe('ownership', () => {
  test('a node that keeps its input finds it intact', async () => {
    const source = `
class Keep:
    def __init__(self):
        self.kept = []
    def process(self, audio):
        self.kept.append(audio.samples)
    def flush(self):
        return [float(each[0, 0]) for each in self.kept]
`;
    run = await DirectRun.of(py, source, 'Keep');
    for (const value of [1, 2, 3]) await run.process(0, audio(new Float32Array(4096).fill(value)));
    await run.end(0);
    expect(outputs()).toEqual(['[1.0,2.0,3.0]']);
  });

  test('a shared packet is read-only, one of its own can be written into', async () => {
    const source =
      'class Write:\n    def process(self, audio):\n        audio.samples[:] = 2\n        return audio\n';
    run = await DirectRun.of(py, source, 'Write');
    await run.process(0, audio(Float32Array.of(1, 1), { shared: true }));
    expect(run.failures.map(({ message }) => message)).toEqual(['assignment destination is read-only']);
    await run.process(0, samples(1, 1));
    expect(run.given.map(({ body }) => floats(body))).toEqual([[2, 2]]);
  });

  test('from Python to Python nothing is copied', async () => {
    const source = `
import numpy as np
from py_nodes.sdk import Audio
def where(audio):
    return audio.samples.__array_interface__["data"][0]
class Make:
    def process(self, v):
        audio = Audio(np.zeros((1, 1000), np.float32), 8000)
        print(where(audio))
        return audio
class Look:
    def process(self, audio):
        print(where(audio))
`;
    run = await DirectRun.of(py, source, 'Make', 'Look');
    await run.process(0, json(0));
    await run.passOn(1, run.given[0]!);
    const [made, seen] = run.logs.map(([, , line]) => line);
    expect(seen).toBe(made);
  });

  test('a value that several read is the same memory and read-only for each', async () => {
    const source = `
import numpy as np
class Make:
    def process(self, v):
        return np.ones(3)
class Look:
    def process(self, array):
        print(array.__array_interface__["data"], id(array))
        array.shape = (3, 1)
`;
    run = await DirectRun.of(py, source, 'Make', 'Look');
    await run.process(0, json(0));
    for (let i = 0; i < 2; i++) await run.passOn(1, run.given[0]!, FLAG_SHARED);
    const [first, second] = run.logs.map(([, , line]) => line.split(') ')[0]);
    expect(first).toMatch(/^\(\d+, True$/);
    expect(second).toBe(first);
    expect(run.failures).toEqual([]);
  });

  test('a buffer that the node uses again does not change what it gave out', async () => {
    const source = `
import numpy as np
class Reuse:
    def __init__(self):
        self.buffer = np.zeros((1, 2), np.float32)
    def process(self, v):
        self.buffer[:] = v
        return self.buffer, 8000
`;
    run = await DirectRun.of(py, source, 'Reuse');
    for (const value of [1, 2]) await run.process(0, json(value));
    const [first] = run.given;
    expect(floats(run.host.read(first!.packet.id, first!.packet))).toEqual([1, 1]);
  });

  test('a released value is gone, the node may keep it', async () => {
    run = await DirectRun.of(py, 'class Echo:\n    def process(self, v):\n        return v\n', 'Echo');
    await run.process(0, json([1]));
    const { packet } = run.given[0]!;
    run.host.release(packet.id);
    expect(() => run.host.read(packet.id, packet)).toThrow(/no value has the id/);
  });
});

describe('what goes wrong', () => {
  test('an exception comes with the lines of the bundle’s file', async () => {
    const source =
      'class Bad:\n    def process(self, v):\n        return self.inner(v)\n    def inner(self, v):\n        return 1 / v\n';
    run = await DirectRun.of(py, source, 'Bad');
    await run.process(0, json(0));
    const [failure] = run.failures;
    expect(failure).toMatchObject({ type: 'ZeroDivisionError', message: 'division by zero' });
    expect(failure?.traceback).toContain('File "nodes/test_nodes.py", line 5, in inner\n    return 1 / v');
    expect(failure?.traceback).not.toMatch(/py_nodes|pyodide|\/bundle/);
    await run.process(0, json(2));
    expect(outputs()).toEqual(['0.5']);
  });

  test('a syntax error names file and line', async () => {
    run = await DirectRun.of(py, 'class Bad:\n    def process(self, v)\n        pass\n', 'Bad');
    expect(run.found).toMatchObject([{ code: 'python-syntax', file: 'nodes/test_nodes.py', line: 2 }]);
  });

  test('a missing package is named with the way out', async () => {
    run = await DirectRun.of(py, 'import scipy.signal\nclass Bad:\n    def process(self, v): ...\n', 'Bad');
    expect(run.found).toMatchObject([{ code: 'missing-package', file: 'nodes/test_nodes.py', line: 1 }]);
    expect(run.found[0]?.message).toContain("'scipy'");
    expect(run.found[0]?.help).toContain('wheels/');
  });

  test('a module of the standard library that browsers lack is told as such', async () => {
    run = await DirectRun.of(py, 'import tkinter\nclass Bad:\n    def process(self, v): ...\n', 'Bad');
    expect(run.found[0]?.message).toContain('standard library');
  });

  test('stdout and stderr carry the node that wrote them', async () => {
    const source =
      'import sys\nclass Talk:\n    def process(self, v):\n        print("a\\nb", v)\n        print("oh", end="", file=sys.stderr)\n';
    run = await DirectRun.of(py, source, 'Talk', 'Talk');
    await run.process(0, json(1));
    await run.process(1, json(2));
    expect(run.logs).toEqual([
      [0, 'stdout', 'a'],
      [0, 'stdout', 'b 1'],
      [0, 'stderr', 'oh'],
      [1, 'stdout', 'a'],
      [1, 'stdout', 'b 2'],
      [1, 'stderr', 'oh'],
    ]);
  });

  test('abort ends an endless generator and a sleep, and says nothing more', async () => {
    const source = `
import asyncio
class Endless:
    def process(self, v):
        try:
            while True:
                yield 1
        finally:
            print("closed")
class Sleeps:
    async def process(self, v):
        try:
            await asyncio.sleep(100)
        except asyncio.CancelledError:
            print("cancelled")
            raise
`;
    run = await DirectRun.of(py, source, 'Endless', 'Sleeps');
    run.goesOn = false;
    for (const node of [0, 1]) {
      const id = run.materialise(json(0));
      const packet = { id, flags: 0, timestamp: 0, sequence: 0, metadata: '' } as never;
      run.host.call(100 + node, node, 0, { count: 1, port: () => 0, packet: () => packet });
      await new Promise((resolve) => setTimeout(resolve, 5));
      run.host.abort(100 + node);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(run.logs.map(([, , line]) => line)).toEqual(['closed', 'cancelled']);
    expect(run.failures).toEqual([]);
  });
});

test('a bundle leaves nothing to the next one in the same Python', async () => {
  const source = (n: number) =>
    `import helper\nclass Which:\n    def process(self, v):\n        return helper.N + ${n}\n`;
  for (const n of [1, 2]) {
    run = await DirectRun.of(py, source(n).replace('import helper', `class helper:\n    N = ${n}`), 'Which');
    await run.process(0, json(0));
    expect(outputs()).toEqual([String(2 * n)]);
    await run.host.cleanup();
  }
  expect(py.FS.analyzePath('/bundle').exists).toBe(false);
  expect(py.runPython('import sys; [m for m in sys.modules if m.startswith("nodes")]').toJs()).toEqual([]);
});

test('a hundred thousand packets leave no memory and no proxy behind', { timeout: 120_000 }, async () => {
  run = await DirectRun.of(
    py,
    'import numpy as np\nclass Half:\n    def process(self, audio):\n        return audio.samples * np.float32(0.5), audio.sample_rate\n',
    'Half',
  );
  const frame = audio(Float32Array.from({ length: 320 }, Math.random));
  const live = () => py.runPython('import gc; gc.collect(); len(gc.get_objects())') as number;
  const heap = () => (py as unknown as { _module: { HEAPU8: Uint8Array } })._module.HEAPU8.length;
  const pass = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await run.process(0, frame);
      run.host.release(run.given.pop()!.packet.id);
    }
  };
  await pass(2000);
  const before = { live: live(), heap: heap() };
  await pass(100_000);
  expect(run.failures).toEqual([]);
  expect(live() - before.live).toBeLessThan(50);
  expect(heap()).toBe(before.heap);
});
