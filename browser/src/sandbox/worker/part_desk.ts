/**
 * Start-up bytes, asked of the page by name. The worker cannot fetch anything itself; the page
 * gives each part once, and drops a request that it does not know.
 */
import { type Deferred, deferred } from '../../platform/deferred.ts';
import type { FromSandbox } from '../../protocol/sandbox.ts';

export class PartDesk {
  readonly #post: (message: FromSandbox) => void;
  readonly #asked = new Map<string, Deferred<ArrayBuffer>>();

  constructor(post: (message: FromSandbox) => void) {
    this.#post = post;
  }

  /** The bytes of `name`, once they are here. Whoever asks again gets the same promise. */
  part(name: string): Promise<ArrayBuffer> {
    const known = this.#asked.get(name);
    if (known) return known.promise;
    const waiting = deferred<ArrayBuffer>();
    waiting.promise.catch(() => {}); // whoever awaits it hears of it; nobody may be waiting yet
    this.#asked.set(name, waiting);
    this.#post({ kind: 'need', name });
    return waiting.promise;
  }

  deliver(name: string, bytes: ArrayBuffer): void {
    this.#asked.get(name)?.resolve(bytes);
  }

  refuse(name: string, reason: string): void {
    this.#asked.get(name)?.reject(new Error(`${name}: ${reason}`));
  }

  /** Lets go of bytes that are in place, so that the collector can take them (51 MB after a start). */
  forget(names: Iterable<string>): void {
    for (const name of names) this.#asked.delete(name);
  }
}
