/**
 * The broker: opens packages, says what is in them, and serves the runs that they have. It is the
 * only part of the page that code in a sandbox can speak to.
 */
import { Pace } from '../platform/pace.ts';
import { RecordingError } from '../platform/recording.ts';
import type {
  BrokerRequestName,
  BrokerRequests,
  FromBroker,
  OpenedBundle,
  ToBroker,
} from '../protocol/broker_messages.ts';
import type { Plan } from '../protocol/plan.ts';
import { type ManifestCalls, recognise } from './bare_manifest.ts';
import { BrokerError, failureOf } from './broker_error.ts';
import { outputBuffers } from './checked_values.ts';
import { placeInputs } from './input_sources.ts';
import { assignment, type DocumentCalls, jsonTexts, packetsOf, resultsFile } from './json_texts.ts';
import { OpenedPackage, type OpeningCalls } from './opened_package.ts';
import { NO_GRANTS } from './permission_policy.ts';
import { recordingFile } from './recording_file.ts';
import { RunSession } from './run_session.ts';
import { type NamedPackets, type SdkCalls, sdkText } from './sdk_results.ts';
import type { SoundDecoder } from './sound_decoder.ts';
import type { ReplyReader } from './wasm_calls.ts';

/** What the broker works with once the wasm is there. */
export interface BrokerParts extends OpeningCalls {
  /** The module that reads and writes recordings. */
  audioFiles(): Promise<WebAssembly.Module>;
  openDocument(): DocumentCalls & ReturnType<ManifestCalls['openDocument']>;
  openDecoder(): SoundDecoder;
  openSdkResults(): SdkCalls;
}

/** ms between two words of how far a file has been read: as fast as they can be read. */
const PROGRESS_MS = 100;

const utf8 = new TextEncoder();

type Post = (message: FromBroker, transfer?: Transferable[]) => void;

type Handlers = {
  readonly [Name in BrokerRequestName]: (
    body: BrokerRequests[Name]['in'],
    signal: AbortSignal,
    onRead: (bytes: number) => void,
  ) => Promise<BrokerRequests[Name]['out']>;
};

export class Broker {
  readonly #parts: Promise<BrokerParts>;
  readonly #post: Post;
  readonly #packages = new Map<number, OpenedPackage>();
  readonly #sessions = new Map<number, RunSession>();
  readonly #requests = new Map<number, AbortController>();
  #lastPackage = 0;

  /** `parts` may still be loading: requests wait for it, and are refused with its cause. */
  constructor(parts: Promise<BrokerParts>, post: Post) {
    this.#parts = parts;
    this.#post = post;
  }

  receive(message: Exclude<ToBroker, { kind: 'begin' }>): void {
    (this.#messages[message.kind] as (message: ToBroker) => void)(message);
  }

  readonly #messages: {
    [Kind in Exclude<ToBroker['kind'], 'begin'>]: (message: Extract<ToBroker, { kind: Kind }>) => void;
  } = {
    request: ({ id, name, body }) => void this.#serve(id, name, body),
    abort: ({ id }) => this.#requests.get(id)?.abort(),
    taken: ({ run, bytes }) => this.#sessions.get(run)?.taken(bytes),
    cancel: ({ run }) => this.#sessions.get(run)?.cancel(),
  };

  readonly #handlers: Handlers = {
    open: async ({ source, name, reading }, signal, onRead) =>
      this.#keep(await OpenedPackage.open(await this.#parts, source, name, reading, signal, onRead)),
    reopen: async ({ bundle, reading }) => {
      const parts = await this.#parts;
      return this.#keep(this.#package(bundle).reopen(parts, reading));
    },
    read: ({ bundle, name }, signal) => this.#package(bundle).read(name, signal),
    run: async ({ run, bundle, inputs, port, traced }, signal) => {
      const opened = this.#package(bundle);
      const { plan, manifest, context } = opened;
      if (!plan) throw new BrokerError([notRunnable()]);
      const { openDecoder } = await this.#parts;
      const { sources, files, recordings } = await this.#write((document, replies) =>
        placeInputs(
          inputs,
          plan,
          (type, name) => document.file_kind(utf8.encode(type), utf8.encode(name)),
          (names) => assignment(document, plan, names, replies),
        ),
      );
      const session = new RunSession({
        port,
        plan,
        grants: NO_GRANTS,
        files,
        recordings,
        openDecoder,
        traced,
        digest: (digest) =>
          this.#post({ kind: 'digest', run, digest }, digest.outputs.flatMap(outputBuffers)),
      });
      this.#sessions.set(run, session);
      const nodeFiles = plan.needs.python ? await opened.nodeFiles(signal) : [];
      session.begin({
        manifest,
        context: traced ? withTrace(context) : context,
        files: nodeFiles,
        sources,
        traced,
      });
      return null;
    },
    retire: async ({ run }) => {
      const session = this.#sessions.get(run);
      this.#sessions.delete(run);
      if (!session) throw new Error(`run ${run} is not served here`);
      return session.retire();
    },
    close: async ({ bundle }) => {
      this.#package(bundle).close();
      this.#packages.delete(bundle);
      return null;
    },
    probe: async ({ file }) => {
      const decoder = (await this.#parts).openDecoder();
      try {
        return { info: await decoder.open(file), problem: null };
      } catch (error) {
        if (error instanceof RecordingError) return { info: null, problem: error.diagnostic };
        throw error;
      } finally {
        decoder.close();
      }
    },
    json: ({ values }) => this.#write((document, replies) => jsonTexts(document, values, replies)),
    results: ({ outputs }) => this.#write((document, replies) => resultsFile(document, outputs, replies)),
    sdk_results: ({ plan, outputs, envelope }) => this.#writeSdk(plan, outputs, envelope),
    recognise: async ({ file, name }) => recognise(await this.#parts, file, name),
    split_json: ({ text }) => this.#write((document, replies) => packetsOf(document, text, replies)),
    recording: async ({ packets, format }) =>
      recordingFile(await (await this.#parts).audioFiles(), packets, format),
  };

  async #serve(
    id: number,
    name: BrokerRequestName,
    body: BrokerRequests[BrokerRequestName]['in'],
  ): Promise<void> {
    const controller = new AbortController();
    this.#requests.set(id, controller);
    let read = 0;
    const pace = new Pace(PROGRESS_MS, () => this.#post({ kind: 'progress', id, bytes: read }));
    const onRead = (bytes: number) => {
      read += bytes;
      pace.soon();
    };
    try {
      const handler = this.#handlers[name] as (
        body: BrokerRequests[BrokerRequestName]['in'],
        signal: AbortSignal,
        onRead: (bytes: number) => void,
      ) => Promise<BrokerRequests[BrokerRequestName]['out']>;
      const value = await handler(body, controller.signal, onRead);
      this.#post({ kind: 'answer', id, value }, buffersOf(value));
    } catch (error) {
      this.#post({ kind: 'refusal', id, failure: failureOf(error) });
    } finally {
      pace.cancel();
      this.#requests.delete(id);
    }
  }

  async #write<Out>(act: (document: DocumentCalls, replies: ReplyReader) => Out): Promise<Out> {
    const { openDocument, replies } = await this.#parts;
    const document = openDocument();
    try {
      return act(document, replies);
    } finally {
      document.free();
    }
  }

  async #writeSdk(plan: Plan, outputs: NamedPackets[], envelope: boolean): Promise<string> {
    const { openSdkResults, replies } = await this.#parts;
    const results = openSdkResults();
    try {
      return sdkText(results, plan, outputs, envelope, replies);
    } finally {
      results.free();
    }
  }

  #keep(opened: OpenedPackage): OpenedBundle {
    const bundle = ++this.#lastPackage;
    this.#packages.set(bundle, opened);
    return opened.describe(bundle);
  }

  #package(bundle: number): OpenedPackage {
    const opened = this.#packages.get(bundle);
    if (!opened) throw new Error(`package ${bundle} is not open`);
    return opened;
  }
}

/** The context of a run that records a trace. */
function withTrace(context: Uint8Array): Uint8Array<ArrayBuffer> {
  const known = JSON.parse(new TextDecoder().decode(context)) as object;
  return new TextEncoder().encode(JSON.stringify({ ...known, trace: true }));
}

/** What of an answer is moved and not copied. */
function buffersOf(value: BrokerRequests[BrokerRequestName]['out']): ArrayBuffer[] {
  if (value instanceof Uint8Array) return [value.buffer];
  if (value && typeof value === 'object' && 'outputs' in value) return value.outputs.flatMap(outputBuffers);
  return [];
}

function notRunnable() {
  return {
    severity: 'error' as const,
    code: 'package-not-runnable',
    message: 'This package cannot run.',
    help: 'Its problems are listed where it was opened.',
  };
}
