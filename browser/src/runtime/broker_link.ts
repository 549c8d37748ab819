/**
 * The page's end of the broker worker: requests with their promises, and the digests of runs. When
 * the worker dies, every promise that waits is rejected with the cause.
 */
import type {
  BrokerAddresses,
  BrokerDigest,
  BrokerFailure,
  BrokerRequestName,
  BrokerRequests,
  FromBroker,
  ToBroker,
} from '../protocol/broker_messages.ts';
import type { Diagnostic } from '../protocol/diagnostic.ts';

/** A refusal of the broker, rebuilt. */
export class BrokerRefusal extends Error {
  override readonly name = 'BrokerRefusal';
  readonly diagnostics: Diagnostic[];

  constructor({ message, diagnostics, stack }: BrokerFailure) {
    super(message);
    this.diagnostics = diagnostics;
    if (stack !== '') this.stack = stack;
  }
}

/** The part of a Worker that is used. */
export type BrokerWorker = Pick<
  Worker,
  'postMessage' | 'terminate' | 'onmessage' | 'onerror' | 'onmessageerror'
>;

interface Waiting {
  resolve(value: BrokerRequests[BrokerRequestName]['out']): void;
  reject(cause: unknown): void;
  progress: ((bytes: number) => void) | undefined;
}

export class BrokerLink {
  readonly #worker: BrokerWorker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #runs = new Map<number, (digest: BrokerDigest) => void>();
  readonly #endings = new Set<(cause: Error) => void>();
  #last = 0;
  #dead: Error | null = null;

  constructor(worker: BrokerWorker, addresses: BrokerAddresses) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<FromBroker>) => {
      (this.#handlers[data.kind] as (message: FromBroker) => void)(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#end(new Error(`the broker worker failed: ${event.message || 'it did not start'}`));
    };
    worker.onmessageerror = () =>
      this.#end(new Error('the broker worker sent something that cannot be read'));
    this.#post({ kind: 'begin', ...addresses });
  }

  /** Why it serves no more, or null. */
  get dead(): Error | null {
    return this.#dead;
  }

  request<Name extends BrokerRequestName>(
    name: Name,
    body: BrokerRequests[Name]['in'],
    options: {
      transfer?: Transferable[];
      signal?: AbortSignal | undefined;
      progress?: ((bytes: number) => void) | undefined;
    } = {},
  ): Promise<BrokerRequests[Name]['out']> {
    const { signal } = options;
    if (this.#dead) return Promise.reject(this.#dead);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      const abort = () => {
        if (!this.#waiting.delete(id)) return;
        this.#post({ kind: 'abort', id });
        reject(signal?.reason);
      };
      const settled = () => signal?.removeEventListener('abort', abort);
      this.#waiting.set(id, {
        progress: options.progress,
        resolve: (value) => {
          settled();
          resolve(value as BrokerRequests[Name]['out']);
        },
        reject: (cause) => {
          settled();
          reject(cause);
        },
      });
      signal?.addEventListener('abort', abort);
      this.#post({ kind: 'request', id, name, body } as ToBroker, options.transfer ?? []);
    });
  }

  /** Where the digests of a run go, and the news that none can come any more. Returns the way to end that. */
  follow(run: number, onDigest: (digest: BrokerDigest) => void, onDeath: (cause: Error) => void): () => void {
    this.#runs.set(run, onDigest);
    this.#endings.add(onDeath);
    return () => {
      this.#runs.delete(run);
      this.#endings.delete(onDeath);
    };
  }

  /** Asks a run to end in order. */
  cancel(run: number): void {
    if (!this.#dead) this.#post({ kind: 'cancel', run });
  }

  /** The outputs of a digest were handed on: the run may make more. */
  taken(run: number, bytes: number): void {
    if (!this.#dead && bytes > 0) this.#post({ kind: 'taken', run, bytes });
  }

  close(): void {
    this.#end(new Error('the runtime was closed'));
  }

  readonly #handlers: {
    [Kind in FromBroker['kind']]: (message: Extract<FromBroker, { kind: Kind }>) => void;
  } = {
    answer: ({ id, value }) => this.#take(id)?.resolve(value),
    refusal: ({ id, failure }) => this.#take(id)?.reject(new BrokerRefusal(failure)),
    progress: ({ id, bytes }) => this.#waiting.get(id)?.progress?.(bytes),
    digest: ({ run, digest }) => this.#runs.get(run)?.(digest),
  };

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(cause: Error): void {
    if (this.#dead) return;
    this.#dead = cause;
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
    for (const tell of [...this.#endings]) tell(cause);
  }

  #post(message: ToBroker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}
