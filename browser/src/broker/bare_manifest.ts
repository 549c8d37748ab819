/** A manifest by itself, perhaps wrapped with its inputs: one file, and no code beside it. */
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { BundleReport } from '../protocol/package.ts';
import type { GivenValues, Recognised } from '../protocol/run.ts';
import { BrokerError } from './broker_error.ts';
import { unreadable } from './bundle_file.ts';
import type { PackageSource } from './package_source.ts';
import type { ReplyReader } from './wasm_calls.ts';

/** The parts of the wasm facade that tell what such a file is. */
export interface ManifestCalls {
  openDocument(): {
    manifest_signs(name: Uint8Array, text: Uint8Array): number;
    run_values(text: Uint8Array): number;
    reply_address(): number;
    free(): void;
  };
  replies: ReplyReader;
}

/** Bits of `manifest_signs`. */
const NAMED = 1;
const SHAPED = 2;
/** A byte more than the reader takes, which then refuses in its own words. */
const MOST_READ = 256 * 1024 * 1024 + 1;

const utf8 = new TextEncoder();

export class BareManifest implements PackageSource {
  readonly report: BundleReport;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  private constructor(bytes: Uint8Array<ArrayBuffer>, name: string) {
    this.#bytes = bytes;
    const size = bytes.length;
    this.report = {
      verdict: 'own',
      reasons: [],
      signer: null,
      entries: [{ index: 0, name, bytes: size, stored_bytes: size, method: 'stored', sha256: '' }],
      manifest_entry: 0,
      bundle_nodes: [],
      layout: 'manifest',
    };
  }

  static async open(file: Blob, name: string): Promise<BareManifest> {
    return new BareManifest(await bytesOf(file), name);
  }

  async extract(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#bytes;
  }

  hold(): void {}

  release(): void {}
}

/** By its name, unless its first bytes are those of a bundle. */
export async function isBareManifest(calls: ManifestCalls, file: Blob, name: string): Promise<boolean> {
  if ((signs(calls, name, new Uint8Array()) & NAMED) === 0) return false;
  const [a, b] = new Uint8Array(
    await file
      .slice(0, 2)
      .arrayBuffer()
      .catch(() => new ArrayBuffer(0)),
  );
  return !(a === 0x50 && b === 0x4b);
}

/** By its content too; what cannot be read counts as data. */
export async function recognise(calls: ManifestCalls, file: Blob, name: string): Promise<Recognised> {
  if (!(await isBareManifest(calls, file, name))) return null;
  if (file.size >= MOST_READ) return 'data';
  const bytes = await bytesOf(file).catch(() => null);
  return bytes !== null && (signs(calls, name, bytes) & SHAPED) !== 0 ? 'pipeline' : 'data';
}

/** What a run file gives its inputs. Throws a BrokerError where its values make no sense. */
export function givenValues(
  { openDocument, replies }: ManifestCalls,
  text: Uint8Array,
  file: string,
): GivenValues {
  const document = openDocument();
  try {
    const bytes = document.run_values(text);
    const answer = replies.json<GivenValues | Diagnostic>(document.reply_address(), bytes);
    if ('code' in answer) throw new BrokerError([{ ...answer, file }]);
    return { inputs: answer.inputs, input_data: answer.input_data };
  } finally {
    document.free();
  }
}

function signs({ openDocument }: ManifestCalls, name: string, text: Uint8Array): number {
  const document = openDocument();
  try {
    return document.manifest_signs(utf8.encode(name), text);
  } finally {
    document.free();
  }
}

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(0, MOST_READ).arrayBuffer());
  } catch (error) {
    throw new BrokerError([unreadable(error)]);
  }
}
