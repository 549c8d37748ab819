/**
 * The loop that every host has: events go in, `step`, and the commands that come out are carried
 * out in order. It yields to the message loop every few ms, so that cancel, slices and progress are
 * never starved, whatever the graph does; only the code of a single node can hold it up.
 */
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { RunEnd } from '../../protocol/pipeline_messages.ts';
import type { Metrics, Plan } from '../../protocol/plan.ts';
import { allocateBody, ENDED, type EngineMemory, type PipelineCalls, WORK_LEFT } from './engine_calls.ts';
import { HostAnswers } from './host_answers.ts';
import type { HostValues } from './host_values.ts';
import type { InputFeed } from './input_feed.ts';
import type { NodeFailure, NodeHost } from './node_host.ts';
import { OWNER_ENGINE, OWNER_HOST, type PacketFields } from './packet.ts';
import { InputError } from './packet_sources.ts';
import type { RunReport } from './run_report.ts';
import { StepBudget } from './step_budget.ts';
import { Turns } from './turns.ts';
import * as wire from './wire_reader.ts';
import { EventWriter } from './wire_writer.ts';

/** ms until the message loop gets a turn. */
const TURN_MS = 8;
/** ms between two batches, and between two measurements of nodes and edges. */
const BATCH_MS = 16;
const FIGURES_MS = 100;
/** Batches that go out at once, before a node is entered that may never return, until they are scarce. */
const EAGER_BATCHES = 30;

export interface DriverParts {
  pipeline: PipelineCalls;
  memory: EngineMemory;
  plan: Plan;
  /** By their number as owner; the nodes of `plan` must find theirs. */
  hosts: readonly NodeHost[];
  values: HostValues;
  /** By index of the plan's inputs. */
  feeds: readonly InputFeed[];
  report: RunReport;
  /** The worker enters a node. */
  entering(node: number): void;
  /** The run is over, its nodes have cleaned up and the last batch has been flushed. */
  ended(end: RunEnd): void;
}

export class EngineDriver {
  readonly #parts: DriverParts;
  readonly #events = new EventWriter();
  readonly #commands = new wire.CommandReader();
  readonly #turns = new Turns(() => this.#turn());
  readonly #budget = new StepBudget();
  readonly #answers: HostAnswers;
  readonly #hosts: (NodeHost | undefined)[] = [];
  readonly #hostOfNode: (NodeHost | undefined)[];
  /** Copies into another host that failed, by the id they were to get there. */
  readonly #failedCopies = new Map<number, NodeFailure>();
  /** Commands of the last step are left. */
  #carrying = false;
  #workLeft = true;
  #started = false;
  #cancelling = false;
  #end: RunEnd | null = null;
  #flushedAt = 0;
  #eagerLeft = EAGER_BATCHES;
  #eagerAt = 0;
  #measuredAt = 0;
  #flushTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    this.#answers = new HostAnswers(this.#events, {
      log: (node, stream, text) => this.#log(node, stream, text),
      wake: () => this.wake(),
    });
    for (const host of parts.hosts) this.#hosts[host.owner] = host;
    const owners = { engine: OWNER_ENGINE, python: 1 };
    this.#hostOfNode = parts.plan.nodes.map((node) => this.#hosts[owners[node.runs_in]]);
  }

  /** The way back for hosts, to be given to {@link NodeHost.create} before the first turn. */
  get answers(): HostAnswers {
    return this.#answers;
  }

  /** The nodes are ready: the first packet may go in. */
  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Something has come: an answer, a slice, room for outputs. */
  wake(): void {
    if (this.#started && !this.#end) this.#turns.schedule();
  }

  /** Ends a run that could not begin; nodes that were made clean up. */
  giveUp(end: RunEnd): void {
    this.#end = end;
    this.#finish(end);
  }

  /** Ends the run in order. */
  cancel(): void {
    if (this.#end || this.#cancelling) return;
    this.#cancelling = true;
    this.#events.cancel();
    this.wake();
  }

  #turn(): void {
    if (this.#end) return;
    const until = performance.now() + TURN_MS;
    let rests = false;
    try {
      do {
        if (!this.#carrying) {
          for (const feed of this.#parts.feeds) feed.fill(this.#events);
          const isIdle = !this.#workLeft && this.#events.length === 0;
          rests = isIdle || (this.#parts.report.isFull && !this.#cancelling);
          if (rests) break;
          this.#step();
        }
        this.#carryOut(until);
      } while (!this.#end && performance.now() < until);
    } catch (error) {
      this.#end = { how: 'failed', error: crashDiagnostic(error) };
    }
    if (this.#end) this.#finish(this.#end);
    else {
      this.#flushWhenDue();
      if (!rests) this.#turns.schedule();
    }
  }

  #step(): void {
    const { pipeline, memory } = this.#parts;
    const bytes = this.#events.length;
    const inbox = pipeline.inbox(bytes);
    this.#events.moveTo(memory.view(inbox, bytes));
    const began = performance.now();
    const status = pipeline.step(bytes, this.#budget.next(), began / 1000);
    const after = performance.now();
    pipeline.stepped(after / 1000);
    this.#budget.took(after - began);
    this.#workLeft = (status & WORK_LEFT) !== 0;
    this.#carrying = true;
    this.#commands.begin(pipeline.outbox_address() >>> 0, pipeline.outbox_bytes());
    if ((status & ENDED) !== 0 && pipeline.outbox_bytes() === 0)
      throw new Error('the engine ended and did not say how');
  }

  /** Carries out commands until there is none left or the turn is over. */
  #carryOut(until: number): void {
    const { memory } = this.#parts;
    for (;;) {
      const tag = this.#commands.next(memory.buffer);
      if (tag === 0) {
        this.#carrying = false;
        return;
      }
      this.#carry[tag]!(this.#commands);
      // Only node code takes long: everything else is a copy.
      if (tag === wire.CALL && performance.now() >= until) return;
    }
  }

  /** What each command asks for, by tag. */
  readonly #carry: { readonly [tag: number]: (command: wire.CommandReader) => void } = {
    [wire.CALL]: (command) => this.#call(command),
    [wire.MATERIALISE]: (command) => this.#materialise(command),
    [wire.RELEASE]: ({ owner, id }) => this.#release(owner, id),
    [wire.OUTPUT]: ({ end, packet }) => this.#parts.report.output(end, packet, this.#body(packet)),
    [wire.READY]: ({ end }) => this.#parts.feeds[end]!.ready(),
    [wire.REFUSED]: ({ end, packet }) => this.#parts.feeds[end]!.refused(packet),
    [wire.DONE]: ({ how }) => {
      this.#end = { how: how === 0 ? 'complete' : 'cancelled' };
    },
    [wire.FAILED]: ({ json }) => {
      this.#end = { how: 'failed', error: JSON.parse(json) as Diagnostic };
    },
    [wire.ABORT]: ({ call }) => {
      this.#answers.forget(call);
      for (const host of this.#parts.hosts) host.abort(call);
    },
    [wire.NOTE]: ({ json }) => this.#parts.report.note(JSON.parse(json) as Diagnostic),
    [wire.GO_ON]: ({ call }) => {
      const node = this.#answers.nodeOf(call);
      this.#enter(call, node);
      this.#hostFor(node).advance(call);
      this.#answers.leave();
    },
  };

  #call({ call, node, reason, inputs }: wire.CommandReader): void {
    this.#answers.opened(call, node);
    if (this.#failedCopies.size > 0) {
      for (let i = 0; i < inputs.count; i++) {
        const failure = this.#failedCopies.get(inputs.packet(i).id);
        if (failure) {
          this.#answers.fail(call, failure);
          return;
        }
      }
    }
    this.#enter(call, node);
    this.#hostFor(node).call(call, node, reason, inputs);
    this.#answers.leave();
  }

  #hostFor(node: number): NodeHost {
    const host = this.#hostOfNode[node];
    if (!host) throw new Error(`node ${node} has no host here`);
    return host;
  }

  /** Moves a value to where a node needs it: the one copy on its way. */
  #materialise({ owner, id, packet }: wire.CommandReader): void {
    if (owner === OWNER_ENGINE) this.#copyIntoEngine(packet);
    else if (owner === OWNER_HOST) this.#parts.values.put(id, this.#body(packet).slice());
    else {
      try {
        this.#hosts[owner]!.materialise(id, packet, this.#body(packet));
      } catch (error) {
        this.#failedCopies.set(id, failureOf(error));
      }
    }
  }

  #copyIntoEngine(packet: PacketFields): void {
    const { pipeline, memory } = this.#parts;
    const { owner, id, bytes } = packet;
    try {
      const own = allocateBody(pipeline, bytes, packet.kind);
      const address = pipeline.address(own);
      memory.view(address, bytes).set(this.#body(packet));
      packet.owner = OWNER_ENGINE;
      packet.id = own;
      packet.address = address;
    } catch (error) {
      this.#events.notMaterialised(owner, id, failureOf(error));
      return;
    }
    this.#events.materialised(owner, id, packet);
  }

  /** A view of a packet's body wherever it is, valid until anything there is called. */
  #body(packet: PacketFields): Uint8Array {
    if (packet.owner === OWNER_ENGINE) return this.#parts.memory.view(packet.address, packet.bytes);
    if (packet.owner === OWNER_HOST) return this.#parts.values.read(packet.id);
    return this.#hosts[packet.owner]!.read(packet.id, packet);
  }

  #release(owner: number, id: number): void {
    if (owner === OWNER_HOST) this.#parts.values.release(id);
    else if (!this.#failedCopies.delete(id)) this.#hosts[owner]!.release(id);
  }

  #log(node: number, stream: 'stdout' | 'stderr', text: string): void {
    this.#parts.report.log(node, stream, text);
    this.#flushEagerly();
    this.wake();
  }

  /** The node's code runs from here: what came out before it must be safe if it never returns. */
  #enter(call: number, node: number): void {
    if (this.#parts.report.hasNews) this.#flushEagerly();
    this.#parts.entering(node);
    this.#answers.enter(call);
  }

  /** At once while that is affordable: a burst, then as often as batches go out anyway. */
  #flushEagerly(): void {
    const now = performance.now();
    const earned = (now - this.#eagerAt) / BATCH_MS;
    this.#eagerAt = now;
    this.#eagerLeft = Math.min(EAGER_BATCHES, this.#eagerLeft + earned);
    if (this.#eagerLeft < 1) return;
    this.#eagerLeft--;
    this.#report(null);
  }

  #flushWhenDue(): void {
    const wait = this.#flushedAt + BATCH_MS - performance.now();
    if (wait <= 0) {
      this.#flush();
      return;
    }
    this.#flushTimer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#end) return;
    const now = performance.now();
    this.#flushedAt = now;
    let metrics: Metrics | null = null;
    if (now - this.#measuredAt >= FIGURES_MS) {
      this.#measuredAt = now;
      metrics = this.#measure();
    }
    this.#report(metrics);
  }

  #report(metrics: Metrics | null): void {
    const { feeds, report } = this.#parts;
    report.progress =
      feeds.length === 0 ? null : feeds.reduce((least, feed) => Math.min(least, feed.progress), 1);
    report.flush(metrics);
  }

  #measure(): Metrics {
    const { pipeline, memory } = this.#parts;
    const bytes = pipeline.metrics();
    return memory.json<Metrics>(pipeline.reply_address(), bytes);
  }

  #finish(end: RunEnd): void {
    clearTimeout(this.#flushTimer);
    this.#turns.close();
    void this.#cleanUp().then(() => this.#parts.ended(end));
  }

  async #cleanUp(): Promise<void> {
    const { feeds, hosts, pipeline, report, values } = this.#parts;
    let metrics: Metrics | null = null;
    try {
      metrics = this.#measure();
      for (const feed of feeds) feed.release(pipeline, values);
    } catch {
      // An engine that trapped answers no more; the run's end tells why.
    }
    for (const host of hosts) {
      try {
        await host.cleanup();
      } catch (error) {
        report.log(-1, 'stderr', `cleaning up failed: ${failureOf(error).message}\n`);
      }
    }
    values.clear();
    this.#report(metrics);
    pipeline.free();
  }
}

function failureOf(error: unknown): NodeFailure {
  if (error instanceof Error)
    return { type: error.name, message: error.message, traceback: error.stack ?? '' };
  return { type: 'Error', message: String(error), traceback: '' };
}

/** What the visitor is told when the runtime itself, and no node, has failed. */
function crashDiagnostic(error: unknown): Diagnostic {
  if (error instanceof InputError) return error.diagnostic;
  return {
    severity: 'error',
    code: 'runtime-failed',
    message: 'The runtime itself failed, not a node.',
    help: 'Run it again; if that repeats, report it with the details below.',
    cause: failureOf(error),
  };
}
