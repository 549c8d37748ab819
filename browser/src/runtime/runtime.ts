/** The embeddable runtime: opens packages and runs them, each run in a sandbox of its own. */
import { type Assets, createAssets } from '../platform/assets.ts';
import type { OpenedBundle } from '../protocol/broker_messages.ts';
import type { OpenedPackage, RunInput, RunOptions, Runtime } from '../protocol/run.ts';
import { BrokerLink, type BrokerWorker } from './broker_link.ts';
import { CannotOpen } from './open_error.ts';
import { asked, packageOf } from './opened_package.ts';
import { PackageRun } from './package_run.ts';
import { poolFromAssets, type SandboxPool } from './sandbox_pool.ts';

export interface RuntimeOptions {
  /** The folder of the runtime's own files, where they do not lie as the build put them. */
  assets?: string | URL;
  /**
   * Seconds for which a node may keep its sandbox from answering before the run counts as failed.
   * Long calculations are silent too; Stop works at any time. Default 600.
   */
  silence_limit_s?: number;
}

const DEFAULT_SILENCE_LIMIT_S = 600;

export function createRuntime(options: RuntimeOptions = {}): Runtime {
  const assets = options.assets === undefined ? createAssets() : createAssets(options.assets);
  return runtimeOf({
    assets,
    pool: poolFromAssets(assets),
    startBroker: () => new Worker(new URL('../broker/broker_worker.ts', import.meta.url), { type: 'module' }),
    silence_limit_s: options.silence_limit_s ?? DEFAULT_SILENCE_LIMIT_S,
  });
}

export interface RuntimeParts {
  assets: Pick<Assets, 'url'>;
  pool: Pick<SandboxPool, 'take' | 'ready' | 'expectPython' | 'diagnostics' | 'close'>;
  startBroker(): BrokerWorker;
  silence_limit_s: number;
}

export function runtimeOf(parts: RuntimeParts): Runtime {
  const { assets, pool, silence_limit_s } = parts;
  const begin = () =>
    new BrokerLink(parts.startBroker(), {
      wasm: assets.url('runtime_bg.wasm').href,
      audio_files: assets.url('audio_files.wasm').href,
      catalogue: assets.url('catalogue.json').href,
      wheel_host: assets.url('wheel_host.json').href,
    });
  let link = begin();
  let closed = false;
  let runs = 0;
  pool.ready().catch(() => {}); // whoever runs something hears of it

  /** A broker that died takes its packages with it; the next one that is opened gets a new one. */
  const living = (): BrokerLink => {
    if (closed) throw new Error('the runtime was closed');
    if (link.dead) link = begin();
    return link;
  };

  const beginRun = (
    own: BrokerLink,
    opened: OpenedBundle,
    inputs: Record<string, RunInput>,
    { trace = false }: RunOptions,
  ) => {
    const { bundle, plan } = opened;
    if (!plan)
      throw new CannotOpen(
        'This package cannot run: its problems are listed in diagnostics.',
        opened.diagnostics,
      );
    return new PackageRun({
      link: own,
      pool,
      bundle,
      run: ++runs,
      plan,
      inputs,
      silence_limit_s,
      traced: trace,
    });
  };

  const faceOf = (own: BrokerLink, opened: OpenedBundle, name: string, size: number): OpenedPackage => {
    if (opened.plan?.needs.python) pool.expectPython();
    return packageOf({
      link: own,
      opened,
      name,
      size,
      beginRun: (bundle, inputs, options) => beginRun(own, bundle, inputs, options),
      faceOf: (again) => faceOf(own, again, name, size),
    });
  };

  return {
    async open(source, name, { signal, progress, ...reading } = {}) {
      const own = living();
      pool.ready().catch(() => {}); // beside the reading: a run will want it next, and hears of it
      const opened = await asked(own.request('open', { source, name, reading }, { signal, progress }));
      return faceOf(own, opened, name, source.size);
    },
    recognise: async (file, name) => living().request('recognise', { file, name }),
    json: async (values) => living().request('json', { values }),
    resultsDocument: async (outputs) =>
      living().request('results', {
        outputs: outputs.map(({ name, packets }) => ({ name, values: packets.map(({ value }) => value) })),
      }),
    probe: async (file) => living().request('probe', { file }),
    sdkOutputs: async (plan, outputs, { envelope = false } = {}) =>
      living().request('sdk_results', { plan, outputs, envelope }),
    splitJson: async (text) => living().request('split_json', { text }),
    recording: async (packets, format) => living().request('recording', { packets, format }),
    diagnostics: () => ({
      ...pool.diagnostics(),
      isolated: globalThis.crossOriginIsolated
        ? 'the page is cross-origin isolated'
        : 'the page is not isolated',
    }),
    close() {
      closed = true;
      link.close();
      pool.close();
    },
  };
}
