/** A package that is open: its file, what the reader says of it, and what the engine plans. */
import type { OpenedBundle } from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { BundleEntry } from '../protocol/package.ts';
import type { BundleFile as CheckedFile } from '../protocol/pipeline_messages.ts';
import type { OpenAnswer, Plan } from '../protocol/plan.ts';
import type { ManifestReading } from '../protocol/run.ts';
import { BrokerError } from './broker_error.ts';
import { BundleFile } from './bundle_file.ts';
import type { BundleCalls, ReplyReader } from './wasm_calls.ts';

/** The parts of the wasm facade that opening a package needs. */
export interface OpeningCalls {
  openBundle(size: number): BundleCalls;
  openPipeline(): {
    open(manifest: Uint8Array, context: Uint8Array): number;
    reply_address(): number;
    free(): void;
  };
  replies: ReplyReader;
  /** The standard Python nodes, as `py_nodes.catalogue` wrote them. */
  catalogue: unknown;
  /** What the sandbox's Python takes for a wheel, as `py_nodes.sdk.wheel_host` wrote it. */
  wheelHost: unknown;
}

const WHEEL = /^wheels\/[^/]+\.whl$/;

/** Entries that nodes have no business with: the provenance and its signature. */
const isMeta = (name: string) => name.startsWith('meta/');

export class OpenedPackage {
  readonly plan: Plan | null;
  readonly manifest: Uint8Array<ArrayBuffer>;
  /** JSON, as `Pipeline.open` wants it. */
  readonly context: Uint8Array<ArrayBuffer>;
  readonly #file: BundleFile;
  readonly #diagnostics: Diagnostic[];

  private constructor(
    file: BundleFile,
    parts: { plan: Plan | null; manifest: Uint8Array<ArrayBuffer>; context: Uint8Array<ArrayBuffer> },
    diagnostics: Diagnostic[],
  ) {
    this.#file = file;
    this.plan = parts.plan;
    this.manifest = parts.manifest;
    this.context = parts.context;
    this.#diagnostics = diagnostics;
  }

  /** Rejects with a BrokerError where there is nothing to show: no bundle, or one without a manifest. */
  static async open(
    calls: OpeningCalls,
    source: Blob,
    { values = {}, strict = false }: ManifestReading,
    signal: AbortSignal,
  ): Promise<OpenedPackage> {
    const file = await BundleFile.open(calls.openBundle(source.size), source, calls.replies, signal);
    const { report } = file;
    if (report.verdict === 'broken') {
      if (report.manifest_entry === null) {
        file.close();
        throw new BrokerError(report.reasons);
      }
      const nothing = new Uint8Array();
      return new OpenedPackage(file, { plan: null, manifest: nothing, context: nothing }, report.reasons);
    }
    if (report.manifest_entry === null) throw new BrokerError(report.reasons);
    const manifest = await file.extract(report.manifest_entry, signal);
    const entry = report.entries.find(({ index }) => index === report.manifest_entry);
    const context = new TextEncoder().encode(
      JSON.stringify({
        python_nodes: calls.catalogue,
        bundle_nodes: report.bundle_nodes,
        manifest_file: entry?.name ?? 'manifest.json',
        values,
        strict,
        wheels: report.entries.map(({ name }) => name).filter((name) => WHEEL.test(name)),
        wheel_host: calls.wheelHost,
      }),
    );
    const { plan, diagnostics } = planOf(calls, manifest, context);
    return new OpenedPackage(file, { plan, manifest, context }, diagnostics);
  }

  describe(bundle: number): OpenedBundle {
    return {
      bundle,
      report: this.#file.report,
      plan: this.plan,
      manifest_text: new TextDecoder().decode(this.manifest),
      diagnostics: this.#diagnostics,
    };
  }

  /** One file by its name in the bundle. */
  async read(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.#file.report.entries.find((each) => each.name === name);
    if (!entry) throw new BrokerError([missingDiagnostic(name)]);
    return this.#file.extract(entry.index, signal);
  }

  /** The files that Python nodes may import and read. */
  async nodeFiles(signal: AbortSignal): Promise<CheckedFile[]> {
    const { entries, manifest_entry } = this.#file.report;
    const wanted = ({ index, name }: BundleEntry) =>
      index !== manifest_entry && !isMeta(name) && !name.endsWith('/');
    const files: CheckedFile[] = [];
    for (const entry of entries.filter(wanted)) {
      files.push({ name: entry.name, bytes: await this.#file.extract(entry.index, signal) });
    }
    return files;
  }

  close(): void {
    this.#file.close();
  }
}

function planOf(calls: OpeningCalls, manifest: Uint8Array, context: Uint8Array): OpenAnswer {
  const pipeline = calls.openPipeline();
  try {
    const bytes = pipeline.open(manifest, context);
    return calls.replies.json<OpenAnswer>(pipeline.reply_address(), bytes);
  } finally {
    pipeline.free();
  }
}

function missingDiagnostic(name: string): Diagnostic {
  return {
    severity: 'error',
    code: 'file-not-in-bundle',
    message: `There is no file ${name} in this package.`,
    help: '',
    file: name,
  };
}
