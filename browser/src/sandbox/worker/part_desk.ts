/**
 * Start-up parts, by name. The worker cannot fetch anything itself: the page gives each part once,
 * some before they are asked for, and drops a request that it does not know.
 */
import { type Deferred, deferred } from '../../platform/deferred.ts';
import type { FromSandbox, PartMessage } from '../../protocol/sandbox.ts';

export class PartDesk {
  readonly #post: (message: FromSandbox) => void;
  readonly #parts = new Map<string, Deferred<PartMessage>>();

  constructor(post: (message: FromSandbox) => void) {
    this.#post = post;
  }

  /** The bytes of `name`, once they are here. Whoever asks again gets the same promise. */
  async bytes(name: string): Promise<ArrayBuffer> {
    const { content } = await this.#part(name);
    return content instanceof ArrayBuffer ? content : content.arrayBuffer();
  }

  /** The same, compiled. */
  async module(name: string): Promise<WebAssembly.Module> {
    return WebAssembly.compile(await this.bytes(name));
  }

  deliver(part: PartMessage): void {
    (this.#parts.get(part.name) ?? this.#expect(part.name)).resolve(part);
  }

  refuse(name: string, reason: string): void {
    this.#parts.get(name)?.reject(new Error(`${name}: ${reason}`));
  }

  /** Lets go of bytes that are in place, so that the collector can take them (51 MB after a start). */
  forget(names: Iterable<string>): void {
    for (const name of names) {
      this.#parts.delete(name);
      this.#expect(name).reject(new Error(`${name}: it was given before`));
    }
  }

  #part(name: string): Promise<PartMessage> {
    const known = this.#parts.get(name);
    if (known) return known.promise;
    const { promise } = this.#expect(name);
    this.#post({ kind: 'need', name });
    return promise;
  }

  #expect(name: string): Deferred<PartMessage> {
    const waiting = deferred<PartMessage>();
    waiting.promise.catch(() => {}); // whoever awaits it hears of it; nobody may be waiting yet
    this.#parts.set(name, waiting);
    return waiting;
  }
}
