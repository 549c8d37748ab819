/** A package that is open: its file, what the reader says of it, and what the engine plans. */
import type { OpenedBundle } from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { BundleEntry } from '../protocol/package.ts';
import type { BundleFile as CheckedFile } from '../protocol/pipeline_messages.ts';
import type { OpenAnswer, Plan } from '../protocol/plan.ts';
import type { GivenValues, ManifestReading } from '../protocol/run.ts';
import { BareManifest, givenValues, isBareManifest, type ManifestCalls } from './bare_manifest.ts';
import { BrokerError } from './broker_error.ts';
import { BundleFile } from './bundle_file.ts';
import type { PackageSource } from './package_source.ts';
import type { BundleCalls } from './wasm_calls.ts';

/** The parts of the wasm facade that opening a package needs. */
export interface OpeningCalls extends ManifestCalls {
  openBundle(size: number): BundleCalls;
  openPipeline(): {
    open(manifest: Uint8Array, context: Uint8Array): number;
    reply_address(): number;
    free(): void;
  };
  /** The standard Python nodes, as `py_nodes.catalogue` wrote them. */
  catalogue: unknown;
  /** What the sandbox's Python takes for a wheel, as `py_nodes.sdk.wheel_host` wrote it. */
  wheelHost: unknown;
}

/** Of a manifest's bytes, as many as one may have that is not wrapped with values; what follows are values. */
const LONGEST_SHOWN = 8 * 1024 * 1024;

const WHEEL = /^wheels\/[^/]+\.whl$/;

/** Entries that nodes have no business with: the provenance and its signature. */
const isMeta = (name: string) => name.startsWith('meta/');

/** What a package is made of once its manifest has been read. */
interface Parts {
  source: PackageSource;
  manifest: Uint8Array<ArrayBuffer>;
  /** JSON, as `Pipeline.open` wants it. */
  context: Uint8Array<ArrayBuffer>;
  answer: Pick<OpenAnswer, 'name' | 'plan' | 'diagnostics' | 'placeholders'>;
  given: GivenValues;
}

const NOTHING_GIVEN: GivenValues = { inputs: null, input_data: null };

export class OpenedPackage {
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  get plan(): Plan | null {
    return this.#parts.answer.plan;
  }

  get manifest(): Uint8Array<ArrayBuffer> {
    return this.#parts.manifest;
  }

  get context(): Uint8Array<ArrayBuffer> {
    return this.#parts.context;
  }

  /** Tells of every piece of a bundle that was read. Rejects with a BrokerError where there is nothing to show: no bundle, or one without a manifest. */
  static async open(
    calls: OpeningCalls,
    blob: Blob,
    name: string,
    reading: ManifestReading,
    signal: AbortSignal,
    onRead: (bytes: number) => void,
  ): Promise<OpenedPackage> {
    const source = (await isBareManifest(calls, blob, name))
      ? await BareManifest.open(blob, name)
      : await BundleFile.open(calls.openBundle(blob.size), blob, calls.replies, signal, onRead);
    const { report } = source;
    if (report.manifest_entry === null) {
      source.release();
      throw new BrokerError(report.reasons);
    }
    if (report.verdict === 'broken') {
      const nothing = new Uint8Array();
      const answer = { name: '', plan: null, diagnostics: report.reasons, placeholders: [] };
      return new OpenedPackage({ source, manifest: nothing, context: nothing, answer, given: NOTHING_GIVEN });
    }
    try {
      const manifest = await source.extract(report.manifest_entry, signal);
      const given = report.layout === 'manifest' ? givenValues(calls, manifest, name) : NOTHING_GIVEN;
      return OpenedPackage.#read(calls, { source, manifest, given }, reading);
    } catch (error) {
      source.release();
      throw error;
    }
  }

  /** The same package with its manifest read anew, to be closed by itself. */
  reopen(calls: OpeningCalls, reading: ManifestReading): OpenedPackage {
    const { source, manifest, given } = this.#parts;
    source.hold();
    return OpenedPackage.#read(calls, { source, manifest, given }, reading);
  }

  static #read(
    calls: OpeningCalls,
    { source, manifest, given }: Omit<Parts, 'context' | 'answer'>,
    { values = {}, strict = false, host = 'terminal' }: ManifestReading,
  ): OpenedPackage {
    const { report } = source;
    const entry = report.entries.find(({ index }) => index === report.manifest_entry);
    const context = new TextEncoder().encode(
      JSON.stringify({
        python_nodes: calls.catalogue,
        bundle_nodes: report.bundle_nodes,
        manifest_file: entry?.name ?? 'manifest.json',
        values,
        strict,
        host,
        alone: report.layout === 'manifest',
        wheels: report.entries.map(({ name }) => name).filter((name) => WHEEL.test(name)),
        wheel_host: calls.wheelHost,
      }),
    );
    return new OpenedPackage({ source, manifest, context, answer: planOf(calls, manifest, context), given });
  }

  describe(bundle: number): OpenedBundle {
    const { source, manifest, answer, given } = this.#parts;
    const { name: manifest_name, plan, diagnostics, placeholders } = answer;
    const manifest_text = new TextDecoder().decode(manifest.subarray(0, LONGEST_SHOWN));
    const { report } = source;
    return { bundle, report, plan, manifest_name, manifest_text, diagnostics, placeholders, given };
  }

  /** One file by its name in the bundle. */
  async read(name: string, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { source } = this.#parts;
    const entry = source.report.entries.find((each) => each.name === name);
    if (!entry) throw new BrokerError([missingDiagnostic(name)]);
    return source.extract(entry.index, signal);
  }

  /** The files that Python nodes may import and read. */
  async nodeFiles(signal: AbortSignal): Promise<CheckedFile[]> {
    const { source } = this.#parts;
    const { entries, manifest_entry } = source.report;
    const wanted = ({ index, name }: BundleEntry) =>
      index !== manifest_entry && !isMeta(name) && !name.endsWith('/');
    const files: CheckedFile[] = [];
    for (const entry of entries.filter(wanted)) {
      files.push({ name: entry.name, bytes: await source.extract(entry.index, signal) });
    }
    return files;
  }

  close(): void {
    this.#parts.source.release();
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
