/**
 * Turns on the message loop. A message channel is the fastest way to come back behind whatever else
 * waits there (timers are clamped to 4 ms), so that a cancel or a slice is never starved.
 */
export class Turns {
  readonly #channel = new MessageChannel();
  #scheduled = false;

  constructor(turn: () => void) {
    this.#channel.port1.onmessage = () => {
      this.#scheduled = false;
      turn();
    };
  }

  /** Asks for one turn; asking twice before it comes gives one. */
  schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#channel.port2.postMessage(null);
  }

  /** No turn comes any more. */
  close(): void {
    this.#channel.port1.onmessage = null;
    this.#channel.port1.close();
  }
}
