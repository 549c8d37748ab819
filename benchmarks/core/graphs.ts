/** The graphs that are measured: numbers of nodes, and connections between them. */

export interface Graph {
  nodes: number;
  edges: [number, number][];
}

/** One after the other. */
export function chain(nodes: number): Graph {
  return { nodes, edges: Array.from({ length: nodes - 1 }, (_, i) => [i, i + 1]) };
}

/** One into all others. */
export function fanOut(nodes: number): Graph {
  return { nodes, edges: Array.from({ length: nodes - 1 }, (_, i) => [0, i + 1]) };
}

/** All into the last one. */
export function fanIn(nodes: number): Graph {
  return { nodes, edges: Array.from({ length: nodes - 1 }, (_, i) => [i, nodes - 1]) };
}

/** Two layers of `width` nodes, each of the first into each of the second: width² connections. */
export function layers(width: number): Graph {
  const edges: [number, number][] = [];
  for (let from = 0; from < width; from++) for (let to = 0; to < width; to++) edges.push([from, width + to]);
  return { nodes: 2 * width, edges };
}

/** Deliveries of one packet at each input. */
export function deliveries({ nodes, edges }: Graph): number {
  const through = new Array<number>(nodes).fill(0);
  const fed = new Set(edges.map(([, to]) => to));
  for (let node = 0; node < nodes; node++) if (!fed.has(node)) through[node] = 1;
  // Edges go from lower to higher numbers, and those out of a node come together.
  let sum = 0;
  for (const [from, to] of edges) {
    through[to]! += through[from]!;
    sum += through[from]!;
  }
  return sum;
}
