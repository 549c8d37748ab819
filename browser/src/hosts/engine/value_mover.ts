/** Moves values between the memories that have them: each of these is the one copy on a value's way. */
import { allocateBody, type EngineMemory, type PipelineCalls } from './engine_calls.ts';
import type { HostValues } from './host_values.ts';
import type { NodeFailure, NodeHost } from './node_host.ts';
import { type CallInputs, OWNER_ENGINE, OWNER_HOST, type PacketFields } from './packet.ts';
import { type EventWriter, MARK_COPY } from './wire_writer.ts';

export interface MoverParts {
  pipeline: PipelineCalls;
  memory: EngineMemory;
  /** By their number as owner. */
  hosts: readonly NodeHost[];
  values: HostValues;
  events: EventWriter;
  /** The engine is told when each copy was made. */
  traced?: boolean;
}

export class ValueMover {
  readonly #parts: MoverParts;
  readonly #hosts: (NodeHost | undefined)[] = [];
  /** Copies into another host that failed, by the id they were to get there. */
  readonly #failed = new Map<number, NodeFailure>();

  constructor(parts: MoverParts) {
    this.#parts = parts;
    for (const host of parts.hosts) this.#hosts[host.owner] = host;
  }

  /** A view of a packet's body wherever it is, valid until anything there is called. */
  body(packet: PacketFields): Uint8Array {
    const { owner, id, address, bytes } = packet;
    if (owner === OWNER_ENGINE) return this.#parts.memory.view(address, bytes);
    if (owner === OWNER_HOST) return this.#parts.values.read(id);
    return this.#host(owner).read(id, packet);
  }

  /** Carries MATERIALISE out. `packet` is as it is now; it gets `id` with `owner`. */
  move(owner: number, id: number, packet: PacketFields): void {
    const { events, traced } = this.#parts;
    const { bytes } = packet;
    const began = traced ? performance.now() : 0;
    this.#copy(owner, id, packet);
    if (traced) events.mark(MARK_COPY, owner, bytes, began, performance.now());
  }

  #copy(owner: number, id: number, packet: PacketFields): void {
    if (owner === OWNER_ENGINE) this.#intoEngine(packet);
    else if (owner === OWNER_HOST) this.#parts.values.put(id, this.body(packet).slice());
    else {
      try {
        this.#host(owner).materialise(id, packet, this.body(packet));
      } catch (error) {
        this.#failed.set(id, failureOf(error));
      }
    }
  }

  /** Why an input of a call is not where it should be, or undefined. */
  failureAmong(inputs: CallInputs): NodeFailure | undefined {
    if (this.#failed.size === 0) return undefined;
    for (let i = 0; i < inputs.count; i++) {
      const failure = this.#failed.get(inputs.packet(i).id);
      if (failure) return failure;
    }
    return undefined;
  }

  release(owner: number, id: number): void {
    if (owner === OWNER_HOST) this.#parts.values.release(id);
    else if (!this.#failed.delete(id)) this.#host(owner).release(id);
  }

  #intoEngine(packet: PacketFields): void {
    const { pipeline, memory, events } = this.#parts;
    const { owner, id, bytes } = packet;
    try {
      const own = allocateBody(pipeline, bytes, packet.kind);
      const address = pipeline.address(own);
      memory.view(address, bytes).set(this.body(packet));
      packet.owner = OWNER_ENGINE;
      packet.id = own;
      packet.address = address;
    } catch (error) {
      events.notMaterialised(owner, id, failureOf(error));
      return;
    }
    events.materialised(owner, id, packet);
  }

  #host(owner: number): NodeHost {
    const host = this.#hosts[owner];
    if (!host) throw new Error(`there is no host ${owner}`);
    return host;
  }
}

/** An exception of JavaScript as the wire tells failures. */
export function failureOf(error: unknown): NodeFailure {
  if (!(error instanceof Error)) return { type: 'Error', message: String(error), traceback: '' };
  return { type: error.name, message: error.message, traceback: error.stack ?? '' };
}
