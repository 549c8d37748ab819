/** A bundle's own wheels under Pyodide, with the real micropip. */
import type { PyodideAPI } from 'pyodide';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { DirectRun, json } from './testing/direct_run.ts';
import { startNodePython } from './testing/node_python.ts';

let py: PyodideAPI;
let run: DirectRun;
let makeWheel: (
  name: string,
  version: string,
  source: string,
  requires: string,
  compressed: boolean,
) => Uint8Array;

beforeAll(async () => {
  py = await startNodePython();
  const make = py.runPython(`
import io, zipfile
def make_wheel(name, version, source, requires, compressed):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", 8 if compressed else 0) as archive:
        archive.writestr(f"{name}.py", source)
        needs = "".join(f"Requires-Dist: {each}\\n" for each in requires.split(";") if each)
        archive.writestr(f"{name}-{version}.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n{needs}")
        archive.writestr(f"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        archive.writestr(f"{name}-{version}.dist-info/RECORD", "")
    return made.getvalue()
make_wheel`);
  makeWheel = (...given) => make(...given).toJs() as Uint8Array;
}, 120_000);

afterEach(() => run?.host.cleanup());

const little = (version = '2.1') =>
  [
    `wheels/little-${version}-py3-none-any.whl`,
    makeWheel('little', version, 'SIZE = 3\n', '', true),
  ] as const;
const shout = (requires: string) =>
  [
    'wheels/shout-1.0-py3-none-any.whl',
    makeWheel('shout', '1.0', 'import little\nWORD = "ha" * little.SIZE\n', requires, false),
  ] as const;
const source = (text: string) => ['nodes/use.py', new TextEncoder().encode(text)] as const;

const results = () => run.given.map(({ body }) => new TextDecoder().decode(body));

test('wheels that need nothing are installed without micropip', async () => {
  const use = 'import little\nclass Use:\n    def process(self, v):\n        return little.SIZE\n';
  run = await DirectRun.with(py, new Map([little(), source(use)]), 'Use');
  expect(run.found).toEqual([]);
  await run.process(0, json(0));
  expect(results()).toEqual(['3']);
  expect(run.installs).toBe(0);
});

test('what a wheel needs is looked for in the bundle', async () => {
  const use = 'import shout\nclass Use:\n    def process(self, v):\n        return shout.WORD\n';
  run = await DirectRun.with(py, new Map([little(), shout('little>=2;numpy>=1'), source(use)]), 'Use');
  expect(run.found).toEqual([]);
  await run.process(0, json(0));
  expect(results()).toEqual(['hahaha']);
  expect(run.installs).toBe(1);
});

test('a need that would have to come from the network is told before a node runs', async () => {
  const use = 'print("never")\nimport shout\nclass Use:\n    def process(self, v):\n        return 1\n';
  run = await DirectRun.with(py, new Map([little(), shout('little>=9;absent'), source(use)]), 'Use');
  expect(run.found).toMatchObject([
    { code: 'wheel-dependency', message: expect.stringContaining('the bundle has little 2.1') },
    { code: 'wheel-dependency', message: expect.stringContaining("'absent', which is not in the bundle") },
  ]);
  expect(run.found[1]?.help).toContain('wheels/');
  expect(run.logs).toEqual([]);
});

const ASK = `import micropip
class Use:
    async def process(self, wanted):
        await micropip.install(wanted)
        import little
        return [little.SIZE, sorted(micropip.list())]
`;

test.each([
  ['a name', 'little'],
  ['a name with a version', 'Little>=2'],
  ['an address in its file system', 'emfs:/bundle/wheels/little-2.1-py3-none-any.whl'],
])('micropip takes %s of a wheel in the bundle', async (_, wanted) => {
  run = await DirectRun.with(py, new Map([little(), source(ASK)]), 'Use');
  expect(run.found).toEqual([]);
  await run.process(0, json(wanted));
  expect(run.failures).toEqual([]);
  expect(results()[0]).toContain('[3,');
});

test('micropip installs a wheel with what it needs from elsewhere in the bundle', async () => {
  const [, bytes] = shout('little');
  const use = ASK.replace('import little', 'import shout').replace('little.SIZE', 'shout.WORD');
  const files = new Map([little(), ['assets/shout-1.0-py3-none-any.whl', bytes] as const, source(use)]);
  run = await DirectRun.with(py, new Map([...files]), 'Use');
  await run.process(0, json('emfs:/bundle/assets/shout-1.0-py3-none-any.whl'));
  expect(run.failures).toEqual([]);
  expect(results()[0]).toContain('hahaha');
});

test.each([
  ['pandas>=2', 'pandas'],
  ['https://files.example/pandas-2.0-py3-none-any.whl', 'pandas'],
])('micropip refuses %s, which would have to come from the network', async (wanted, named) => {
  run = await DirectRun.with(py, new Map([little(), source(ASK)]), 'Use');
  await run.process(0, json(wanted));
  const [failure] = run.failures;
  expect(failure?.code).toBe('package-not-in-bundle');
  expect(failure?.message).toMatch(new RegExp(`'${named}' is not in the bundle, and .* no network`));
  expect(failure?.help).toContain('wheels/');
});
