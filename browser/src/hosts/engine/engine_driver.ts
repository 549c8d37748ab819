/**
 * The loop that every host has: events go in, `step`, and the commands that come out are carried
 * out in order. It yields to the message loop every few ms, so that cancel, slices and progress are
 * never starved, whatever the graph does; only the code of a single node can hold it up.
 */
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { RunEnd } from '../../protocol/pipeline_messages.ts';
import type { Metrics, Plan, PlanNode } from '../../protocol/plan.ts';
import { ENDED, type EngineMemory, type PipelineCalls, WORK_LEFT } from './engine_calls.ts';
import { HostAnswers } from './host_answers.ts';
import type { HostValues } from './host_values.ts';
import { InputError } from './input_error.ts';
import type { InputFeed } from './input_feed.ts';
import type { NodeHost } from './node_host.ts';
import { OWNER_ENGINE, OWNER_PYTHON } from './packet.ts';
import { ReportPace } from './report_pace.ts';
import type { RunReport } from './run_report.ts';
import { StepBudget } from './step_budget.ts';
import { Turns } from './turns.ts';
import { failureOf, ValueMover } from './value_mover.ts';
import * as wire from './wire_reader.ts';
import { EventWriter, MARK_STAGE } from './wire_writer.ts';

/** ms until the message loop gets a turn. */
const TURN_MS = 8;
/** A timer takes no more ms. */
const MOST_MS = 2 ** 31 - 1;

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
  /** The pipeline was opened to record a trace; gets its pieces, in order, before `ended`. */
  trace?: (piece: Uint8Array<ArrayBuffer>) => void;
  /** A call of a node begins, for the packet of that number or for none. */
  begins(node: number, packet: number | null): void;
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
  readonly #mover: ValueMover;
  readonly #pace: ReportPace;
  readonly #hostOfNode: (NodeHost | undefined)[];
  /** The node whose code runs right now, or -1. */
  #inside = -1;
  /** Commands of the last step are left. */
  #carrying = false;
  #workLeft = true;
  /** Steps again when a call has taken as long as it may, though nothing has come. */
  #dueTimer: ReturnType<typeof setTimeout> | undefined;
  #isDue = false;
  #started = false;
  #cancelling = false;
  #end: RunEnd | null = null;

  constructor(parts: DriverParts) {
    this.#parts = parts;
    const traced = parts.trace !== undefined;
    this.#answers = new HostAnswers(
      this.#events,
      { log: (node, stream, text) => this.#log(node, stream, text), wake: () => this.wake() },
      { traced },
    );
    this.#mover = new ValueMover({ ...parts, events: this.#events, traced });
    this.#pace = new ReportPace(parts.report, () => this.#measure());
    const owners = { engine: OWNER_ENGINE, python: OWNER_PYTHON };
    this.#hostOfNode = parts.plan.nodes.map(({ runs_in }) =>
      parts.hosts.find(({ owner }) => owner === owners[runs_in]),
    );
  }

  /** The way back for hosts, to be given to {@link NodeHost.create} before the first turn. */
  get answers(): HostAnswers {
    return this.#answers;
  }

  /** Tells the trace of something that was done before the first packet, from and to in ms. */
  stage(label: string, began: number, ended: number): void {
    if (this.#parts.trace) this.#events.mark(MARK_STAGE, 0, 0, began, ended, label);
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
          const isIdle = !this.#workLeft && this.#events.length === 0 && !this.#isDue;
          rests = isIdle || (this.#parts.report.isFull && !this.#cancelling);
          if (rests) break;
          this.#step();
        }
        this.#carryOut(until);
      } while (!this.#end && performance.now() < until);
    } catch (error) {
      this.#end = { how: 'failed', error: crashDiagnostic(error, this.#parts.plan.nodes[this.#inside]) };
    }
    if (this.#end) {
      this.#finish(this.#end);
      return;
    }
    this.#parts.report.progress = this.#progress();
    this.#pace.whenDue();
    if (rests) this.#awaitDue();
    else this.#turns.schedule();
  }

  #awaitDue(): void {
    clearTimeout(this.#dueTimer);
    const wait = this.#parts.pipeline.due() * 1000 - performance.now();
    if (wait === Number.POSITIVE_INFINITY) return;
    this.#dueTimer = setTimeout(
      () => {
        this.#isDue = true;
        this.wake();
      },
      Math.min(Math.max(wait, 1), MOST_MS),
    );
  }

  #step(): void {
    this.#isDue = false;
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
      if ((tag === wire.CALL || tag === wire.GO_ON) && performance.now() >= until) return;
    }
  }

  /** What each command asks for, by tag. */
  readonly #carry: { readonly [tag: number]: (command: wire.CommandReader) => void } = {
    [wire.CALL]: (command) => this.#call(command),
    [wire.MATERIALISE]: (command) => this.#mover.move(command.owner, command.id, command.packet),
    [wire.RELEASE]: ({ owner, id }) => this.#mover.release(owner, id),
    [wire.OUTPUT]: ({ end, packet }) => this.#parts.report.output(end, packet, this.#mover.body(packet)),
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
      this.#leave();
    },
  };

  #call({ call, node, reason, inputs }: wire.CommandReader): void {
    this.#answers.opened(call, node);
    const failure = this.#mover.failureAmong(inputs);
    if (failure) {
      this.#answers.fail(call, failure);
      return;
    }
    this.#parts.begins(node, inputs.count > 0 ? inputs.packet(0).sequence : null);
    this.#enter(call, node);
    this.#hostFor(node).call(call, node, reason, inputs);
    this.#leave();
  }

  #hostFor(node: number): NodeHost {
    const host = this.#hostOfNode[node];
    if (!host) throw new Error(`node ${node} has no host here`);
    return host;
  }

  #log(node: number, stream: 'stdout' | 'stderr', text: string): void {
    this.#parts.report.log(node, stream, text);
    this.#pace.eagerly();
    this.wake();
  }

  /** The node's code runs from here: what came out before it must be safe if it never returns. */
  #enter(call: number, node: number): void {
    this.#pace.eagerly();
    this.#parts.entering(node);
    this.#inside = node;
    this.#answers.enter(call);
  }

  #leave(): void {
    this.#answers.leave();
    this.#inside = -1;
  }

  #progress(): number | null {
    const { feeds } = this.#parts;
    return feeds.length === 0 ? null : feeds.reduce((least, feed) => Math.min(least, feed.progress), 1);
  }

  #measure(): Metrics {
    const { pipeline, memory } = this.#parts;
    const bytes = pipeline.metrics();
    return memory.json<Metrics>(pipeline.reply_address(), bytes);
  }

  #finish(end: RunEnd): void {
    this.#pace.stop();
    clearTimeout(this.#dueTimer);
    this.#turns.close();
    void this.#cleanUp().then(() => this.#parts.ended(end));
  }

  /** Never rejects: after a trap the engine answers nothing any more, and the run must end all the same. */
  async #cleanUp(): Promise<void> {
    const { feeds, hosts, pipeline, report, values } = this.#parts;
    const metrics = this.#attempt(() => this.#measure());
    report.progress = this.#progress();
    for (const feed of feeds) this.#attempt(() => feed.release(pipeline, values));
    for (const host of hosts) {
      try {
        for (const problem of await host.cleanup()) report.note(problem);
      } catch (error) {
        report.log(-1, 'stderr', `cleaning up failed: ${failureOf(error).message}\n`);
      }
    }
    values.clear();
    report.flush(metrics);
    this.#attempt(() => this.#writeTrace());
    this.#attempt(() => pipeline.free());
  }

  #writeTrace(): void {
    const { pipeline, memory, trace } = this.#parts;
    if (!trace) return;
    for (let bytes = pipeline.trace(); bytes > 0; bytes = pipeline.trace())
      trace(memory.view(pipeline.reply_address(), bytes).slice());
  }

  #attempt<Result>(act: () => Result): Result | null {
    try {
      return act();
    } catch {
      return null;
    }
  }
}

/** What the visitor is told when the runtime itself, and no node's own code, has failed. */
function crashDiagnostic(error: unknown, node: PlanNode | undefined): Diagnostic {
  if (error instanceof InputError) return error.diagnostic;
  const diagnostic: Diagnostic = {
    severity: 'error',
    code: 'runtime-failed',
    message: node
      ? `The runtime itself failed while the node ${node.id} was at work.`
      : 'The runtime itself failed, not a node.',
    help: 'Run it again; if that repeats, report it with the details below.',
    cause: failureOf(error),
  };
  return node ? { ...diagnostic, node: node.id, node_type: node.node_type } : diagnostic;
}
