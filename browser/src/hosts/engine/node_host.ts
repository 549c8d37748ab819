/**
 * What the driver wants from a host that runs nodes outside the engine (Python today).
 *
 * Everything is numbers and views: the driver calls in with what the engine asked for, the host
 * answers through {@link NodeEvents}, at once or later. All of it happens on one thread, so a call
 * may answer before it returns, and a chain of synchronous nodes costs no promise and no task.
 */
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { PlanNode } from '../../protocol/plan.ts';
import type { CallInputs, PacketFields } from './packet.ts';

/** Thrown or passed on where a node fails; becomes the `cause` of a diagnostic. */
export interface NodeFailure {
  /** Class of the exception, such as `ZeroDivisionError`. */
  type: string;
  message: string;
  /** Trimmed to the node's own frames, or empty. */
  traceback: string;
  /** Where the host knows better than `node-failed`: the diagnostic's code and way out. */
  code?: string;
  help?: string;
  /** Where in the package's own files it was raised. */
  file?: string;
  line?: number;
}

/** What a host needs before the first call. */
export interface NodeHostStart {
  /** The nodes of the plan that run in this host; calls name them by `index`. */
  nodes: readonly PlanNode[];
  /** Files of the bundle that nodes may import or read, checked against their hashes, by their path in it. */
  files: ReadonlyMap<string, Uint8Array>;
  /** Those of the files that are wheels to install, as the plan names them. */
  wheels: readonly string[];
  events: NodeEvents;
  /**
   * Asks the broker for something that package code may not do by itself (network, model bytes). It
   * checks permissions and rates; rejects with a PermissionError that says what to do.
   */
  outside(ask: string, body: unknown): Promise<unknown>;
}

/** The way back from a host to the engine. Every `call` number is one that {@link NodeHost.call} was given. */
export interface NodeEvents {
  /**
   * One packet of an unfinished call, owned by the host (`owner`, and an `id` that it chose, below 2^31
   * and not in use). The call then rests: the next item is taken when the driver calls
   * {@link NodeHost.advance}, which it does once the node's output edges have room. For generators.
   */
  emit(call: number, port: number, packet: PacketFields): void;
  /**
   * A packet of the call that {@link complete} ends: all of them are given out together, or none.
   * Nothing of another call may come between the first `output` and `complete` or `fail`.
   */
  output(call: number, port: number, packet: PacketFields): void;
  /** The call is over. */
  complete(call: number): void;
  /** The call is over and has no result; values that {@link output} named for it are still the host's own. */
  fail(call: number, failure: NodeFailure): void;
  /** A piece of stdout or stderr; -1 where no node can be named. */
  log(node: number, stream: 'stdout' | 'stderr', text: string): void;
}

export interface NodeHost {
  /** Its number as an owner of payloads. */
  readonly owner: number;

  /**
   * Imports the modules, makes the nodes and lets them initialise. Gives all the problems together,
   * empty where every node is ready; rejects only where the host itself is broken.
   */
  create(start: NodeHostStart): Promise<Diagnostic[]>;

  /**
   * Runs a node. Input packets are this host's own (`packet.id`); it may keep them until they are
   * released, a node that is given one may keep its value longer. Never throws for the node's sake:
   * failures go through `fail`. Returns at once for asynchronous nodes, which answer later.
   */
  call(call: number, node: number, reason: number, inputs: CallInputs): void;

  /** Takes the next item of a call that has emitted one. */
  advance(call: number): void;

  /**
   * Makes the value `id` (chosen by the engine, top bit set) from `body`, a view into another memory
   * that is valid only during this call: one copy, into a fresh value. `packet.flags` says whether
   * it is shared. Throws where that fails.
   */
  materialise(id: number, packet: PacketFields, body: Uint8Array): void;

  /**
   * A view of the body of value `id`, laid out as WIRE.md says for its kind, valid until the next
   * call of anything on this host. `packet` is as the host itself described it.
   */
  read(id: number, packet: PacketFields): Uint8Array;

  /** The engine needs value `id` no longer. */
  release(id: number): void;

  /** Gives a call up: cancels the task or closes the generator. Whatever it still answers is ignored. */
  abort(call: number): void;

  /** The run is over: lets the nodes clean up and lets go of every value. What went wrong there, as warnings. */
  cleanup(): Promise<Diagnostic[]>;
}
