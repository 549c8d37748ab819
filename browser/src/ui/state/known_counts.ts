// What a node took and gave, told so that nothing unknown looks like a zero.
import type { NodeFigures } from '../../protocol/plan.ts';
import type { OutputStream } from './output_stream.svelte.ts';

/** Packets; null for what nobody knows. */
export interface KnownCounts {
  taken: number | null;
  given: number | null;
}

interface Counted {
  nodes: readonly NodeFigures[];
  /** A stream for each output of the plan. */
  outputs: readonly (Pick<OutputStream, 'end' | 'version'> & { kept: { total: number } })[];
  cutOff: boolean;
}

/**
 * The figures of a run that told its end are whole. Of one that was cut off they are the last that came: what
 * came out is counted here too, and a zero only means that nothing had been told yet.
 */
export function knownCounts({ nodes, outputs, cutOff }: Counted, node: number): KnownCounts | null {
  const figures = nodes[node];
  if (!cutOff) return figures ? { taken: figures.packets_in, given: figures.packets_out } : null;
  let given = figures?.packets_out ?? 0;
  // A packet that leaves by two outputs was given once.
  for (const { end, version, kept } of outputs)
    if (end.node === node && version > 0) given = Math.max(given, kept.total);
  const taken = figures?.packets_in ?? 0;
  return taken + given > 0 ? { taken: taken || null, given: given || null } : null;
}
