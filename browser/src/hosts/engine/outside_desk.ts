/** Requests of package code to the world outside the sandbox, each with the promise that awaits its answer. */
import type { OutsideAnswer, OutsideRequest } from '../../protocol/pipeline_messages.ts';

/** What the broker refused, with its word for programs. */
export class OutsideRefusal extends Error {
  override readonly name = 'PermissionError';
  readonly code: string;

  constructor({ code, message, help }: { code: string; message: string; help: string }) {
    super(help === '' ? message : `${message} ${help}`);
    this.code = code;
  }
}

export class OutsideDesk {
  readonly #send: (request: OutsideRequest) => void;
  readonly #waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void }
  >();
  #last = 0;

  constructor(send: (request: OutsideRequest) => void) {
    this.#send = send;
  }

  /** Rejects with {@link OutsideRefusal}. */
  ask(ask: string, body: unknown): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, ask, body });
    });
  }

  settle(answer: OutsideAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(new OutsideRefusal(answer));
  }
}
