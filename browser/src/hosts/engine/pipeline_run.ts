/** One run in the pipeline worker, from the request to its end. */

import type { RustModule } from '../../platform/rust_module.ts';
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type {
  BundleFile,
  FromPipeline,
  RunEnd,
  RunRequest,
  ToPipeline,
} from '../../protocol/pipeline_messages.ts';
import type { OpenAnswer, Plan } from '../../protocol/plan.ts';
import { EngineMemory } from './engine_calls.ts';
import { EngineDriver } from './engine_driver.ts';
import { HostValues } from './host_values.ts';
import { InputError } from './input_error.ts';
import { InputFeed } from './input_feed.ts';
import type { NodeHost, NodeHostStart } from './node_host.ts';
import { NodeTelltale } from './node_telltale.ts';
import { type OpenedSource, openSource } from './open_sources.ts';
import { RunReport } from './run_report.ts';

export interface RunSurroundings {
  rust: RustModule;
  post(message: FromPipeline, transfer?: Transferable[]): void;
  /** Makes Python's host; asked only for a plan that needs it. */
  pythonHost(): Promise<NodeHost>;
  /** Asks the broker for what package code may not do by itself. */
  outside: NodeHostStart['outside'];
}

export class PipelineRun {
  readonly #around: RunSurroundings;
  readonly #report: RunReport;
  #sources: OpenedSource[] = [];
  #driver: EngineDriver | null = null;
  #cancelled = false;

  constructor(around: RunSurroundings) {
    this.#around = around;
    this.#report = new RunReport((batch, transfer) => around.post({ kind: 'batch', batch }, transfer));
  }

  /** Resolves when the run is under way or over; every outcome is posted. */
  async start(request: RunRequest): Promise<void> {
    try {
      await this.#open(request);
    } catch (error) {
      this.#driver = null;
      this.#end({
        how: 'failed',
        error: error instanceof InputError ? error.diagnostic : startFailure(error),
      });
    }
  }

  /** What each later message does, by kind. */
  readonly handlers: {
    [Kind in Exclude<ToPipeline['kind'], 'run' | 'outside_answer'>]: (
      message: Extract<ToPipeline, { kind: Kind }>,
    ) => void;
  } = {
    slice: ({ input, bytes }) => {
      this.#sources[input]?.reader?.supply(bytes);
      this.#driver?.wake();
    },
    slice_failed: ({ input, message }) => {
      this.#sources[input]?.reader?.fail(message);
      this.#driver?.wake();
    },
    sound: ({ input, channels, sample_rate, piece }) => {
      this.#sources[input]?.recording?.supply(channels, sample_rate, piece);
      this.#driver?.wake();
    },
    sound_failed: ({ input, error }) => {
      this.#sources[input]?.recording?.fail(error);
      this.#driver?.wake();
    },
    taken: ({ bytes }) => {
      this.#report.taken(bytes);
      this.#driver?.wake();
    },
    cancel: () => {
      this.#cancelled = true;
      this.#driver?.cancel();
    },
  };

  async #open({ manifest, context, files, sources, traced }: RunRequest): Promise<void> {
    const { rust, post } = this.#around;
    const memory = new EngineMemory(rust.memory);
    const pipeline = new rust.Pipeline();
    const began = performance.now();
    const bytes = pipeline.open(manifest, context);
    const answer = memory.json<OpenAnswer>(pipeline.reply_address(), bytes);
    const planned = performance.now();
    const plan = answer.plan;
    const problem = answer.diagnostics.find(({ severity }) => severity === 'error');
    if (!answer.ok || !plan)
      return this.#end({ how: 'failed', error: problem ?? startFailure('the engine gave no plan') });

    const values = new HostValues();
    const feeds: InputFeed[] = [];
    for (const end of plan.inputs) {
      const given = sources.find(({ input }) => input === end.index);
      if (!given)
        return this.#end({ how: 'failed', error: startFailure(`the input ${end.name} has no source`) });
      const opened = openSource(end, given.source, {
        pipeline,
        memory,
        values,
        splitJson: (text) => splitJson(rust, memory, text),
        want: (input, offset, length) => post({ kind: 'want', input, offset, bytes: length }),
        wantSound: (input) => post({ kind: 'want_sound', input }),
      });
      this.#sources[end.index] = opened;
      feeds[end.index] = new InputFeed(end.index, opened.source);
    }

    const waiting = performance.now();
    const hosts = plan.needs.python ? [await this.#around.pythonHost()] : [];
    const making = performance.now();
    const bounded = new Set(
      plan.nodes.filter(({ limits }) => limits.seconds_per_call !== null).map(({ index }) => index),
    );
    const telltale = new NodeTelltale(plan.nodes.length, bounded, (node, packet) =>
      post({ kind: 'working', node, packet }),
    );
    const driver = new EngineDriver({
      pipeline,
      memory,
      plan,
      hosts,
      values,
      feeds,
      report: this.#report,
      ...(traced && {
        trace: (bytes: Uint8Array<ArrayBuffer>) => post({ kind: 'trace', bytes }, [bytes.buffer]),
      }),
      begins: (node, packet) => telltale.begins(node, packet),
      entering: (node) => telltale.entering(node),
      ended: (end) => this.#end(end),
    });
    const problems = await this.#createNodes(hosts, plan, files, driver);
    driver.stage('read the manifest and plan', began, planned);
    if (plan.needs.python) {
      driver.stage('wait for Python', waiting, making);
      driver.stage('make the Python nodes', making, performance.now());
    }
    const error = problems.find(({ severity }) => severity === 'error');
    for (const each of problems) if (each !== error) this.#report.note(each);
    if (error) return driver.giveUp({ how: 'failed', error });
    this.#driver = driver;
    post({ kind: 'running' });
    if (this.#cancelled) driver.cancel();
    driver.start();
  }

  async #createNodes(
    hosts: readonly NodeHost[],
    plan: Plan,
    bundle: readonly BundleFile[],
    driver: EngineDriver,
  ): Promise<Diagnostic[]> {
    const nodes = plan.nodes.filter(({ runs_in }) => runs_in === 'python');
    const files = new Map(bundle.map(({ name, bytes }) => [name, bytes]));
    const problems: Diagnostic[] = [];
    for (const host of hosts) {
      problems.push(
        ...(await host.create({
          nodes,
          files,
          wheels: plan.wheels ?? [],
          events: driver.answers,
          outside: this.#around.outside,
        })),
      );
    }
    return problems;
  }

  #end(end: RunEnd): void {
    this.#driver = null;
    this.#report.flush(null);
    this.#around.post({ kind: 'ended', end });
  }
}

function splitJson(rust: RustModule, memory: EngineMemory, text: Uint8Array): string[] | Diagnostic {
  const document = new rust.Document();
  try {
    const bytes = document.split_json(text);
    return memory.json(document.reply_address(), bytes);
  } finally {
    document.free();
  }
}

function startFailure(error: unknown): Diagnostic {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    severity: 'error',
    code: 'run-not-started',
    message: 'The run could not be started.',
    help: 'Run it again; if that repeats, report it with the details below.',
    cause: { type: name, message, traceback: stack ?? '' },
  };
}
