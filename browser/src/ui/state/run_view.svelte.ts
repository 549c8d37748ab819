// One run as the page shows it. Digests may come 60 times a second: what they bring is gathered and shown
// once per frame, and what is large is kept in plain arrays behind a version number.
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { EdgeFigures, NodeFigures, Plan } from '../../protocol/plan.ts';
import type { Run, RunDigest, RunPhase, StartStep } from '../../protocol/run.ts';
import type { OutputPacket } from '../../protocol/value.ts';
import type { NodeState } from '../words/names.ts';
import { type KnownCounts, knownCounts } from './known_counts.ts';
import { LogBook } from './log_book.svelte.ts';
import { OutputStream } from './output_stream.svelte.ts';

const MOST_NOTES = 200;
/** A node shows life for this long after it took a packet, s: shorter and it would flicker. */
const AFTERGLOW = 0.4;
const HIDDEN_FLUSH_MS = 250;
/** Showing what came takes at most this share of the time: a thousand nodes must not keep a press from counting. */
const SHARE = 0.5;
/** Packets that are read at once: some ten thousand take a tenth of a second and more. */
const BATCH = 5000;

export class RunView {
  readonly plan: Plan;
  /** When Run was pressed, on the clock of `performance.now`, ms. */
  readonly begun = performance.now();
  readonly outputs: OutputStream[];
  readonly log = new LogBook();
  phase = $state<RunPhase>('starting');
  steps = $state.raw<StartStep[]>([]);
  progress = $state<number | null>(null);
  elapsed = $state(0);
  nodes = $state.raw<NodeFigures[]>([]);
  edges = $state.raw<EdgeFigures[]>([]);
  notes = $state.raw<Diagnostic[]>([]);
  notesTotal = $state(0);
  error = $state.raw<Diagnostic | null>(null);
  working = $state<number | null>(null);
  silent = $state<number | null>(null);
  /** A call that has not come back since, and how long it has taken as far as is known, s. */
  stuck = $state.raw<{ node: number; seconds: number } | null>(null);
  stopping = $state(false);
  /** It was ended by force: nobody counted to the end. */
  cutOff = $state(false);
  /** What happened when, once the run has ended. */
  trace = $state.raw<Blob | null>(null);
  readonly traced: boolean;
  readonly active = $derived(this.phase === 'starting' || this.phase === 'running');
  readonly #run: Run;
  readonly #whenEnded: (view: RunView) => void;
  readonly #unsubscribe: () => void;
  #pending: RunDigest[] = [];
  /** Packets that have come and are not shown yet. */
  #unread: OutputPacket[] = [];
  #scheduled = false;
  /** Before this nothing more is shown, on the clock of `performance.now`, ms. */
  #next = 0;
  /** Time of each node's last packet, s since the run began. */
  readonly #lastSeen: number[];

  constructor(plan: Plan, run: Run, whenEnded: (view: RunView) => void, traced = false) {
    this.plan = plan;
    this.traced = traced;
    this.outputs = plan.outputs.map((end) => new OutputStream(end));
    this.#lastSeen = plan.nodes.map(() => Number.NEGATIVE_INFINITY);
    this.#run = run;
    this.#whenEnded = whenEnded;
    this.#unsubscribe = run.subscribe((digest) => this.#take(digest));
    void run.finished.then(async (summary) => {
      this.#flush();
      while (this.#unread.length > 0) {
        await new Promise((next) => setTimeout(next));
        this.#flush();
      }
      this.elapsed = summary.elapsed_s;
      this.error = summary.error ?? this.error;
      this.phase = summary.phase;
      this.trace = summary.trace ?? null;
      this.cutOff = summary.cut_off ?? false;
      this.working = null;
      this.silent = null;
      this.#unsubscribe();
      this.#whenEnded(this);
    });
  }

  async stop(): Promise<void> {
    if (!this.active || this.stopping) return;
    this.stopping = true;
    await this.#run.stop();
    this.stopping = false;
  }

  /** What a node took and gave, as far as anybody knows; null before it was measured. */
  countsOf(node: number): KnownCounts | null {
    return knownCounts(this, node);
  }

  stateOf(node: number): NodeState {
    const failed = this.phase === 'failed' && this.error?.node === this.plan.nodes[node]?.id;
    if (failed) return 'failed';
    if (this.phase === 'done') return 'done';
    if (!this.active) return 'stopped';
    if (this.phase === 'starting') return 'waiting';
    const fresh = this.elapsed - (this.#lastSeen[node] ?? 0) < AFTERGLOW;
    return this.working === node || fresh ? 'active' : 'waiting';
  }

  #take(digest: RunDigest): void {
    this.#pending.push(digest);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (document.hidden) setTimeout(() => this.#flush(), HIDDEN_FLUSH_MS);
    else
      setTimeout(
        () => requestAnimationFrame(() => this.#show()),
        Math.max(0, this.#next - performance.now()),
      );
  }

  #show(): void {
    const begun = performance.now();
    this.#flush();
    // By then it is on the screen.
    setTimeout(() => {
      const now = performance.now();
      this.#next = now + (now - begun) * (1 / SHARE - 1);
    });
  }

  #flush(): void {
    this.#scheduled = false;
    const digests = this.#pending;
    this.#pending = [];
    for (const { outputs } of digests) for (const packet of outputs) this.#unread.push(packet);
    // More of them where more wait: what comes faster than it is shown must not pile up.
    this.#share(this.#unread.splice(0, Math.max(BATCH, this.#unread.length / 4)));
    if (this.#unread.length > 0) this.#schedule();
    const last = digests.at(-1);
    if (last === undefined) return;
    this.log.push(digests.flatMap((d) => d.logs));
    const notes = digests.flatMap((d) => d.notes);
    if (notes.length > 0) {
      this.notesTotal += notes.length;
      this.notes = [...this.notes, ...notes].slice(-MOST_NOTES);
    }
    let moved = false;
    for (const digest of digests) {
      if (digest.steps.length > 0) this.steps = digest.steps;
      if (digest.edges.length > 0) this.edges = digest.edges;
      if (digest.nodes.length > 0) moved = this.#takeNodes(digest.nodes, digest.elapsed_s) || moved;
    }
    // The end waits for what has come before it.
    if (this.#unread.length === 0 || last.phase === 'running') this.phase = last.phase;
    this.progress = last.progress;
    this.elapsed = last.elapsed_s;
    this.working = last.working;
    this.silent = last.silent_s;
    // The end of a run says nothing about the call that was under way; figures that came since do.
    if (last.silent_s !== null && last.working !== null)
      this.stuck = { node: last.working, seconds: last.silent_s };
    else if (this.active || moved) this.stuck = null;
    this.error = last.error ?? this.error;
  }

  /** Gives each output its packets, in one pass. */
  #share(packets: OutputPacket[]): void {
    const shares = new Map<number, OutputPacket[]>();
    for (const packet of packets) {
      const share = shares.get(packet.output);
      if (share) share.push(packet);
      else shares.set(packet.output, [packet]);
    }
    for (const stream of this.outputs) stream.push(shares.get(stream.end.index) ?? []);
  }

  /** Whether a call has come back since: the same figures come with every digest. */
  #takeNodes(nodes: NodeFigures[], at: number): boolean {
    let moved = false;
    nodes.forEach((figures, i) => {
      const before = this.nodes[i];
      if (figures.packets_in + figures.packets_out > (before ? before.packets_in + before.packets_out : 0)) {
        this.#lastSeen[figures.index] = at;
      }
      moved ||= figures.busy_s !== before?.busy_s;
    });
    this.nodes = nodes;
    return moved;
  }
}
