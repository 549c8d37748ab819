/**
 * Writes what hosts answer as events for the next step, and measures how long node code ran: with
 * several calls in one outbox, only the driver knows which of them took the time.
 */
import type { NodeEvents, NodeFailure } from './node_host.ts';
import type { PacketFields } from './packet.ts';
import { type EventWriter, MARK_CALL } from './wire_writer.ts';

interface OpenCall {
  node: number;
  /** ms in the node's own code since the call began, or since its last item. */
  spent: number;
  /** SPENT is written for that time, or there is nothing to say. */
  told: boolean;
  /** It gave an item and waits for GO_ON. */
  rests: boolean;
  /** When the node's code was entered for what it has not answered yet, ms; or -1. */
  entered: number;
}

export class HostAnswers implements NodeEvents {
  readonly #events: EventWriter;
  readonly #traced: boolean;
  readonly #driver: Pick<NodeEvents, 'log'> & { wake(): void };
  readonly #open = new Map<number, OpenCall>();
  #entered = -1;
  #enteredAt = 0;

  /** `traced`: the engine is told when each call's node was at work. */
  constructor(
    events: EventWriter,
    driver: Pick<NodeEvents, 'log'> & { wake(): void },
    { traced = false }: { traced?: boolean } = {},
  ) {
    this.#events = events;
    this.#traced = traced;
    this.#driver = driver;
  }

  /** A call begins. */
  opened(call: number, node: number): void {
    this.#open.set(call, { node, spent: 0, told: false, rests: false, entered: -1 });
  }

  nodeOf(call: number): number {
    const open = this.#open.get(call);
    if (!open) throw new Error(`call ${call} is not open`);
    return open.node;
  }

  /** A call was given up: whatever it still answers is ignored. */
  forget(call: number): void {
    this.#open.delete(call);
  }

  /** The node's own code runs from here … */
  enter(call: number): void {
    this.#entered = call;
    this.#enteredAt = performance.now();
    const open = this.#open.get(call);
    if (open) {
      open.rests = false;
      open.entered = this.#enteredAt;
    }
  }

  /** … to here, or to its last answer. */
  leave(): void {
    this.#pause();
    const open = this.#open.get(this.#entered);
    // It waits for something outside: what it works from now on is not seen here.
    if (open && !open.rests) open.told = true;
    this.#entered = -1;
  }

  emit(call: number, port: number, packet: PacketFields): void {
    const open = this.#open.get(call);
    if (!open) return;
    open.rests = true;
    this.#tellSpent(call, open);
    this.#tellWorked(call, open);
    open.spent = 0;
    open.told = false;
    this.#events.emit(call, port, packet);
    this.#answered(call);
  }

  output(call: number, port: number, packet: PacketFields): void {
    const open = this.#open.get(call);
    if (!open) return;
    this.#tellSpent(call, open);
    this.#tellWorked(call, open);
    this.#events.output(call, port, packet);
  }

  complete(call: number): void {
    const open = this.#open.get(call);
    if (!open) return;
    this.#tellSpent(call, open);
    this.#tellWorked(call, open);
    this.#events.complete(call);
    this.#open.delete(call);
    this.#answered(call);
  }

  fail(call: number, failure: NodeFailure): void {
    const open = this.#open.get(call);
    if (!open) return;
    this.#open.delete(call);
    this.#tellWorked(call, open);
    this.#events.fail(call, failure);
    this.#answered(call);
  }

  log(node: number, stream: 'stdout' | 'stderr', text: string): void {
    this.#driver.log(node, stream, text);
  }

  /** A call that answers while the driver is in it needs no waking: the loop comes round anyway. */
  #answered(call: number): void {
    if (call !== this.#entered) this.#driver.wake();
  }

  #tellSpent(call: number, open: OpenCall): void {
    if (open.told) return;
    open.told = true;
    this.#pause();
    if (open.spent > 0) this.#events.spent(call, open.spent / 1000);
  }

  /** Goes before the answer, and before the first of its outputs. */
  #tellWorked(call: number, open: OpenCall): void {
    if (!this.#traced || open.entered < 0) return;
    this.#events.mark(MARK_CALL, call, 0, open.entered, performance.now());
    open.entered = -1;
  }

  /** Books the time since the node's code was entered. */
  #pause(): void {
    const now = performance.now();
    const open = this.#open.get(this.#entered);
    if (open) open.spent += now - this.#enteredAt;
    this.#enteredAt = now;
  }
}
