/**
 * Pushes the packets of one input into the engine for as long as it takes them: a refused packet is
 * kept and offered again when there is room, and nothing new is read until then.
 */
import type { PipelineCalls } from './engine_calls.ts';
import type { HostValues } from './host_values.ts';
import { OWNER_ENGINE, PacketFields } from './packet.ts';
import type { PacketSource } from './packet_sources.ts';
import type { EventWriter } from './wire_writer.ts';

/** New packets at one go: enough to keep the engine busy for a step, few enough to take back. */
const PACKETS_AT_ONCE = 16;

export class InputFeed {
  readonly #input: number;
  readonly #source: PacketSource;
  readonly #packet = new PacketFields();
  #refused: PacketFields[] = [];
  #blocked = false;
  #closed = false;

  /** `input`: index into the plan's inputs. */
  constructor(input: number, source: PacketSource) {
    this.#input = input;
    this.#source = source;
  }

  /** Share that has been read, 0 to 1. */
  get progress(): number {
    return this.#source.progress;
  }

  /** Writes what the engine may take now. */
  fill(events: EventWriter): void {
    if (this.#closed || this.#blocked) return;
    const again = this.#refused;
    if (again.length > 0) {
      this.#refused = [];
      for (const packet of again) events.push(this.#input, packet);
      return;
    }
    for (let pushed = 0; pushed < PACKETS_AT_ONCE; pushed++) {
      const state = this.#source.next(this.#packet);
      if (state === 'packet') {
        events.push(this.#input, this.#packet);
      } else {
        // The packets before the end must have been taken first: the next round closes.
        if (state === 'end' && pushed === 0) this.#close(events);
        return;
      }
    }
  }

  /** The engine did not take this packet. */
  refused(packet: PacketFields): void {
    this.#blocked = true;
    this.#refused.push(new PacketFields().set(packet));
  }

  /** The engine has room again. */
  ready(): void {
    this.#blocked = false;
  }

  /** Gives back what was refused and never taken. */
  release(pipeline: PipelineCalls, values: HostValues): void {
    for (const { owner, id } of this.#refused) {
      if (owner === OWNER_ENGINE) pipeline.release(id);
      else values.release(id);
    }
    this.#refused = [];
    this.#source.close();
  }

  #close(events: EventWriter): void {
    this.#closed = true;
    events.close(this.#input);
  }
}
