// Packets of a run that did not go all the way, in words: dropped, failed, left out.
import type { Plan } from '../../protocol/plan.ts';
import type { RunView } from '../state/run_view.svelte.ts';
import { formatCount } from '../words/format.ts';

type Figures = Pick<RunView, 'nodes' | 'edges'>;

/** Packets that the queues in front of a node dropped. */
export function droppedBefore(plan: Plan, run: Figures | null, node: number): number {
  return plan.edges.reduce((sum, edge, i) => sum + (edge.to === node ? (run?.edges[i]?.dropped ?? 0) : 0), 0);
}

/** Nodes at which packets were lost, in one pass over the figures. */
export function lossyNodes(plan: Plan, run: Figures | null): Set<number> {
  const lossy = new Set<number>();
  run?.nodes.forEach(({ errors, left_out }, i) => {
    if (errors > 0 || left_out > 0) lossy.add(i);
  });
  run?.edges.forEach(({ dropped }, i) => {
    const to = plan.edges[i]?.to;
    if (dropped > 0 && to !== undefined) lossy.add(to);
  });
  return lossy;
}

/** "5 dropped before it, 2 failed, 1 left out": empty where everything went through. */
export function lossesOf(plan: Plan, run: Figures | null, node: number): string {
  const figures = run?.nodes[node];
  const counts: [number, string][] = [
    [droppedBefore(plan, run, node), 'dropped before it'],
    [figures?.errors ?? 0, 'failed'],
    [figures?.left_out ?? 0, 'left out'],
  ];
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`)
    .join(', ');
}
