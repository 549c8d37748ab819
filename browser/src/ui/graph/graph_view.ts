// The plan as boxes and links: nodes, and a small box for every input and output.
import type { Plan, PlanEnd, PortType } from '../../protocol/plan.ts';
import { type BoxSize, layoutGraph, type Layout, type Link } from './layered_layout.ts';

export interface GraphLink extends Link {
  type: PortType;
  /** Index of the plan's edge, or null for a link to an input or output. */
  edge: number | null;
  /** Port names where a node has more than one. */
  label: string;
}

export interface GraphShape {
  /** Boxes in this order: nodes, inputs, outputs. */
  sizes: BoxSize[];
  links: GraphLink[];
}

const NODE_HEIGHT = 52;
const END_HEIGHT = 28;
const LETTER = 8.2;

const widthFor = (text: string, least: number, most: number, around: number) =>
  Math.round(Math.min(most, Math.max(least, text.length * LETTER + around)));

export function shapeOf(plan: Plan, nodeTypeWords: (type: string) => string = (t) => t): GraphShape {
  const ends = [...plan.inputs, ...plan.outputs];
  const sizes = [
    ...plan.nodes.map((node) => ({
      width: Math.max(widthFor(node.id, 128, 208, 44), widthFor(nodeTypeWords(node.node_type), 128, 208, 12)),
      height: NODE_HEIGHT,
    })),
    ...ends.map((end) => ({ width: widthFor(end.name, 56, 152, 24), height: END_HEIGHT })),
  ];
  const links: GraphLink[] = plan.edges.map((edge, index) => {
    const from = plan.nodes[edge.from];
    const to = plan.nodes[edge.to];
    const out = from?.outputs[edge.from_port];
    const into = to?.inputs[edge.to_port];
    const names = [(from?.outputs.length ?? 0) > 1 ? out?.name : '', (to?.inputs.length ?? 0) > 1 ? into?.name : ''];
    return { from: edge.from, to: edge.to, type: narrower(out?.type, into?.type), edge: index, label: names.filter(Boolean).join(' → ') };
  });
  const first = plan.nodes.length;
  plan.inputs.forEach((end, i) => {
    links.push({ from: first + i, to: end.node, type: end.type, edge: null, label: '' });
  });
  plan.outputs.forEach((end, i) => {
    links.push({ from: end.node, to: first + plan.inputs.length + i, type: end.type, edge: null, label: '' });
  });
  return { sizes, links };
}

/** What passes a connection: the end that says more. */
function narrower(from: PortType | undefined, to: PortType | undefined): PortType {
  return from && from !== 'any' ? from : (to ?? 'any');
}

export interface PlacedGraph extends Layout {
  flow: 'right' | 'down';
}

/** To the right where that fits into the width, else down. */
export function placeGraph(shape: GraphShape, width: number): PlacedGraph {
  const right = layoutGraph(shape.sizes, shape.links, { flow: 'right', layerGap: 44, boxGap: 20 });
  if (right.width <= width) return { ...right, flow: 'right' };
  return { ...layoutGraph(shape.sizes, shape.links, { flow: 'down', layerGap: 36, boxGap: 16 }), flow: 'down' };
}

/** Where a node's data comes from and goes to, in words. */
export function neighboursOf(plan: Plan, node: number): { from: string[]; to: string[] } {
  const name = (index: number) => plan.nodes[index]?.id ?? '';
  const endNames = (ends: PlanEnd[], word: string) => ends.filter((end) => end.node === node).map((end) => `${word} ${end.name}`);
  return {
    from: [...endNames(plan.inputs, 'input'), ...plan.edges.filter((e) => e.to === node).map((e) => name(e.from))],
    to: [...plan.edges.filter((e) => e.from === node).map((e) => name(e.to)), ...endNames(plan.outputs, 'output')],
  };
}
