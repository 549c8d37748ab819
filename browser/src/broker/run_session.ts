/**
 * The broker's side of one run: gives the sandbox what it asks for and is allowed, and the page the
 * digests. Whatever comes over the port may have been sent by package code.
 */
import type { BrokerDigest } from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';
import type { FromPipeline, OutsideRequest, RunRequest, ToPipeline } from '../protocol/pipeline_messages.ts';
import type { Plan } from '../protocol/plan.ts';
import { BadMessage } from './checked_fields.ts';
import { DigestCollector } from './digest_collector.ts';
import { type Decision, decide, type Grants } from './permission_policy.ts';
import { readFromPipeline } from './pipeline_gate.ts';
import { RateLimit } from './rate_limit.ts';
import { type GivenRecording, RecordingFeed } from './recording_feed.ts';
import type { SoundDecoder } from './sound_decoder.ts';

/** Far above what the driver itself sends (a node each ms, slices, 60 batches a second). */
const MESSAGES = { burst: 4000, perSecond: 2000 };
/** Requests to the outside that are looked at; the rest is refused unseen. */
const REQUESTS = { burst: 100, perSecond: 50 };

/** Several times what the engine's own bound makes of it. */
const LONGEST_TRACE = 256 * 1024 * 1024;

const TOO_MANY: Decision = {
  allowed: false,
  refusal: {
    code: 'too-many-requests',
    message: 'This package asks too often.',
    help: `Ask less than ${REQUESTS.perSecond} times a second.`,
  },
};

export interface SessionParts {
  port: MessagePort;
  plan: Plan;
  grants: Grants;
  /** Files given as inputs, by index of the input. */
  files: ReadonlyMap<number, Blob>;
  /** Recordings among them, the same. */
  recordings: ReadonlyMap<number, GivenRecording>;
  openDecoder(): SoundDecoder;
  /** A trace was asked for. */
  traced: boolean;
  digest(digest: BrokerDigest): void;
}

export class RunSession {
  readonly #parts: SessionParts;
  readonly #digests: DigestCollector;
  readonly #messages = new RateLimit(MESSAGES);
  readonly #requests = new RateLimit(REQUESTS);
  readonly #refused = new Set<string>();
  readonly #recordings = new Map<number, RecordingFeed>();
  readonly #trace: Uint8Array<ArrayBuffer>[] = [];
  #traceBytes = 0;
  #over = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#digests = new DigestCollector((digest) => parts.digest(digest));
    parts.port.onmessage = ({ data }: MessageEvent<unknown>) => this.#receive(data);
  }

  begin(request: RunRequest): void {
    for (const [input, recording] of this.#parts.recordings) {
      const feed = new RecordingFeed({
        input,
        recording,
        decoder: this.#parts.openDecoder(),
        post: (message, transfer) => this.#post(message, transfer),
        note: (diagnostic) => {
          if (!this.#over) this.#digests.note(diagnostic);
        },
      });
      this.#recordings.set(input, feed);
    }
    const buffers = request.files.map(({ bytes }) => bytes.buffer);
    this.#post({ kind: 'run', request }, buffers);
  }

  /** The page has taken outputs of so many bytes. */
  taken(bytes: number): void {
    this.#post({ kind: 'taken', bytes });
  }

  /** Ends the run in order. */
  cancel(): void {
    this.#post({ kind: 'cancel' });
  }

  /** The sandbox is gone; gives what had come out and was not told yet. */
  retire(): BrokerDigest {
    this.#close();
    return this.#digests.take();
  }

  /** What each message does, by kind. */
  readonly #handlers: {
    [Kind in FromPipeline['kind']]: (message: Extract<FromPipeline, { kind: Kind }>) => void;
  } = {
    running: () => this.#digests.running(),
    working: ({ node, packet }) => this.#digests.working(node, packet),
    want: ({ input, offset, bytes }) => void this.#giveSlice(input, offset, bytes),
    want_sound: ({ input }) => this.#recordings.get(input)?.want(),
    batch: ({ batch }) => this.#digests.batch(batch),
    ended: ({ end }) => {
      this.#close();
      this.#digests.end(end, this.#traceFile());
    },
    trace: ({ bytes }) => {
      this.#traceBytes += bytes.length;
      if (!this.#parts.traced || this.#traceBytes > LONGEST_TRACE)
        throw new BadMessage('a trace that nobody asked for, or too much of it');
      this.#trace.push(bytes);
    },
    outside: ({ request }) => this.#answer(request),
  };

  #receive(data: unknown): void {
    if (this.#over) return;
    if (!this.#messages.take()) {
      this.#breakOff(floodDiagnostic());
      return;
    }
    try {
      const message = readFromPipeline(data, this.#parts.plan);
      (this.#handlers[message.kind] as (message: FromPipeline) => void)(message);
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error;
      this.#breakOff(nonsenseDiagnostic(error.message));
    }
  }

  #traceFile(): Blob | null {
    return this.#trace.length > 0 ? new Blob(this.#trace, { type: 'application/json' }) : null;
  }

  async #giveSlice(input: number, offset: number, bytes: number): Promise<void> {
    const file = this.#parts.files.get(input);
    if (!file) return this.#post({ kind: 'slice_failed', input, message: `input ${input} is no file` });
    try {
      const slice = await file.slice(offset, offset + bytes).arrayBuffer();
      this.#post({ kind: 'slice', input, bytes: slice }, [slice]);
    } catch (error) {
      this.#post({ kind: 'slice_failed', input, message: (error as Error).message });
    }
  }

  #answer({ id, ask, body }: OutsideRequest): void {
    const decision = this.#requests.take() ? decide(ask, body, this.#parts.grants) : TOO_MANY;
    if (decision.allowed) {
      this.#post({ kind: 'outside_answer', answer: { id, ok: true, value: decision.value } });
      return;
    }
    const { code, message, help } = decision.refusal;
    this.#post({ kind: 'outside_answer', answer: { id, ok: false, code, message, help } });
    // Once for each kind of refusal: the visitor should know what the package tried.
    if (this.#refused.has(code)) return;
    this.#refused.add(code);
    this.#digests.note({ severity: 'warning', code, message, help });
  }

  #breakOff(error: Diagnostic): void {
    this.#close();
    this.#digests.end({ how: 'failed', error });
  }

  #close(): void {
    this.#over = true;
    for (const feed of this.#recordings.values()) feed.close();
    this.#parts.port.onmessage = null;
    this.#parts.port.close();
  }

  #post(message: ToPipeline, transfer: Transferable[] = []): void {
    if (!this.#over) this.#parts.port.postMessage(message, transfer);
  }
}

function floodDiagnostic(): Diagnostic {
  return {
    severity: 'error',
    code: 'message-flood',
    message: 'The package sent so many messages that the run was ended.',
    help: 'A package that does this is broken or hostile: do not run it again.',
  };
}

function nonsenseDiagnostic(what: string): Diagnostic {
  return {
    severity: 'error',
    code: 'message-not-understood',
    message: `The sandbox sent something that the runtime does not know: ${what}.`,
    help: 'A package that does this is broken or hostile: do not run it again.',
  };
}
