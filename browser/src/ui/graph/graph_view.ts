// The plan as boxes and links: nodes, and a small box for every input and output.
import type { Plan, PlanEnd, PortType } from '../../protocol/plan.ts';
import { type BoxSize, type Layout, type LayoutOptions, type Link, layoutGraph } from './layered_layout.ts';

export interface GraphLink extends Link {
  type: PortType;
  /** Index of the plan's edge, or null for a link to an input or output. */
  edge: number | null;
  /** Port names where a node has more than one. */
  label: string;
}

export interface GraphShape {
  /** Width that each node wants for its type on one line, alone and beside the host, px. */
  types: { alone: number; beside: number }[];
  /** Boxes in this order: nodes, inputs, outputs. */
  sizes: BoxSize[];
  links: GraphLink[];
}

const NODE = { height: 52, line: 16, least: 156, most: 232, padding: 18, sign: 18 };
const END = { height: 28, least: 56, most: 168, padding: 26 };

export type Weight = 'bold' | 'small';
/** Width of a text, px. */
export type Measure = (text: string, weight: Weight) => number;

/** Measures in the page's own font, which is the system's. */
export function measureWith(element: HTMLElement): Measure {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(element).fontFamily;
  return (text, weight) => {
    if (context === null) return byLetters(text, weight);
    context.font = weight === 'bold' ? `600 14px ${family}` : `12px ${family}`;
    return context.measureText(text).width;
  };
}

/** Where there is nothing to measure with. */
const byLetters: Measure = (text, weight) => text.length * (weight === 'bold' ? 9 : 7);
const between = (size: number, { least, most }: { least: number; most: number }) =>
  Math.ceil(Math.min(most, Math.max(least, size)));

export function shapeOf(plan: Plan, measure: Measure = byLetters): GraphShape {
  const types = plan.nodes.map(({ node_type }) => ({
    alone: NODE.padding + measure(node_type, 'small'),
    beside: NODE.padding + measure(`${node_type}  Python`, 'small'),
  }));
  const sizes = [
    ...plan.nodes.map((node, i) => ({
      width: between(
        Math.max(NODE.padding + measure(node.id, 'bold') + NODE.sign, types[i]?.beside ?? 0),
        NODE,
      ),
      height: NODE.height,
    })),
    ...[...plan.inputs, ...plan.outputs].map((end) => ({
      width: between(END.padding + measure(end.name, 'small'), END),
      height: END.height,
    })),
  ];
  const links: GraphLink[] = plan.edges.map((edge, index) => {
    const from = plan.nodes[edge.from];
    const to = plan.nodes[edge.to];
    const out = from?.outputs[edge.from_port];
    const into = to?.inputs[edge.to_port];
    const names = [
      (from?.outputs.length ?? 0) > 1 ? out?.name : '',
      (to?.inputs.length ?? 0) > 1 ? into?.name : '',
    ];
    return {
      from: edge.from,
      to: edge.to,
      type: narrower(out?.type, into?.type),
      edge: index,
      label: names.filter(Boolean).join(' → '),
    };
  });
  const first = plan.nodes.length;
  plan.inputs.forEach((end, i) => {
    links.push({ from: first + i, to: end.node, type: end.type, edge: null, label: '' });
  });
  plan.outputs.forEach((end, i) => {
    links.push({ from: end.node, to: first + plan.inputs.length + i, type: end.type, edge: null, label: '' });
  });
  return { sizes, links, types };
}

/** What passes a connection: the end that says more. */
function narrower(from: PortType | undefined, to: PortType | undefined): PortType {
  return from && from !== 'any' ? from : (to ?? 'any');
}

export interface PlacedGraph extends Layout {
  flow: 'right' | 'down';
  /** Types have lines of their own, one or two: beside the host some would be cut. */
  tall: boolean;
}

/** Widest node where the width is short, px. */
const COMPACT = 132;
/** Downwards, the first that fits: on a narrow window two side by side, at last with a way between them. */
const COLUMNS = [NODE.most, 156, 140];
/** Below this width a graph is read downwards, px. */
const NARROW = 560;

/**
 * To the right where there is room for it: that leaves the height to what came out. Where even small nodes
 * do not fit into the width, the drawing is wider than its window and moves under it. Down on a narrow
 * window, as narrow as can be. What leaves the graph stands in one row at its end.
 */
export function placeGraph(shape: GraphShape, plan: Plan, width: number): PlacedGraph {
  const nodes = plan.nodes.length;
  const last = plan.outputs.map((_, i) => nodes + plan.inputs.length + i);
  const place = (widthOf: (size: BoxSize) => number, options: LayoutOptions): PlacedGraph => {
    const widths = shape.sizes.map((size, i) => (i < nodes ? widthOf(size) : size.width));
    const tall = shape.types.some(({ beside }, i) => beside > (widths[i] ?? 0));
    const sizes = shape.sizes.map(({ height }, i) => {
      const width = widths[i] ?? 0;
      const type = shape.types[i];
      const lines = tall && type ? (type.alone > width ? 2 : 1) : 0;
      return { width, height: height + lines * NODE.line };
    });
    return { ...layoutGraph(sizes, shape.links, options), flow: options.flow, tall };
  };
  if (width >= NARROW) {
    const right = { flow: 'right', boxGap: 12, last } as const;
    const roomy = place((size) => size.width, { ...right, layerGap: 44 });
    if (roomy.width <= width) return roomy;
    return place((size) => Math.min(size.width, COMPACT), { ...right, layerGap: 28 });
  }
  const widest = Math.max(...shape.sizes.slice(0, nodes).map((size) => size.width));
  const down = { flow: 'down', layerGap: 32, boxGap: 12, breadth: width, last } as const;
  const columns = COLUMNS.map((most) => place(() => Math.min(widest, most), down));
  return (columns.find((each) => each.width <= width) ?? columns[0]) as PlacedGraph;
}

/** Where a node's data comes from and goes to, in words. */
export function neighboursOf(plan: Plan, node: number): { from: string[]; to: string[] } {
  const name = (index: number) => plan.nodes[index]?.id ?? '';
  const endNames = (ends: PlanEnd[], word: string) =>
    ends.filter((end) => end.node === node).map((end) => `${word} ${end.name}`);
  return {
    from: [
      ...endNames(plan.inputs, 'input'),
      ...plan.edges.filter((e) => e.to === node).map((e) => name(e.from)),
    ],
    to: [
      ...plan.edges.filter((e) => e.from === node).map((e) => name(e.to)),
      ...endNames(plan.outputs, 'output'),
    ],
  };
}
