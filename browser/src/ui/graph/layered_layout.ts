// Places the boxes of a directed acyclic graph in layers, after Sugiyama, Tagawa and Toda (1981): layer by
// longest path, order by barycentre sweeps, place by pulling boxes towards their neighbours.

export interface BoxSize {
  width: number;
  height: number;
}

export interface Box extends BoxSize {
  x: number;
  y: number;
}

export interface Link {
  from: number;
  to: number;
}

export interface Point {
  x: number;
  y: number;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  /** Each link's way from box to box; bends lie where it passes a layer. */
  ways: Point[][];
}

export interface LayoutOptions {
  /** Data flows to the right, or down. */
  flow: 'right' | 'down';
  /** Room between layers, px. */
  layerGap: number;
  /** Room between boxes of a layer, px. */
  boxGap: number;
  /** Room across the flow, px: alignment gives way before it is passed. */
  breadth?: number;
  /** Boxes that lie in the last layer, wherever they come from. */
  last?: readonly number[];
}

/** A box, or (box null) a bend of a link that passes a layer. */
interface Place {
  box: number | null;
  layer: number;
  order: number;
  /** Size across the flow. */
  breadth: number;
  /** Centre across the flow. */
  centre: number;
  before: Place[];
  after: Place[];
}

const SWEEPS = 8;
const BEND_BREADTH = 12;

export function layoutGraph(
  given: readonly BoxSize[],
  links: readonly Link[],
  options: LayoutOptions,
): Layout {
  const right = options.flow === 'right';
  const layerOf = longestPathLayers(given.length, links);
  const deepest = Math.max(0, ...layerOf);
  for (const box of options.last ?? []) layerOf[box] = deepest;
  const sizes = right ? evenedOut(given, layerOf) : given;
  const places: Place[] = sizes.map((size, box) =>
    newPlace(box, layerOf[box] ?? 0, right ? size.height : size.width),
  );
  const chains = links.map((link) => chain(places, layerOf, link));
  const layers: Place[][] = [];
  for (const place of places) {
    layers[place.layer] ??= [];
    layers[place.layer]?.push(place);
  }
  order(layers);
  const breadth = placeAcross(layers, options.boxGap, options.breadth ?? Number.POSITIVE_INFINITY);

  const depths = layers.map((layer) =>
    Math.max(
      ...layer.map((p) => (p.box === null ? 0 : ((right ? sizes[p.box]?.width : sizes[p.box]?.height) ?? 0))),
    ),
  );
  const starts: number[] = [];
  let along = 0;
  for (const depth of depths) {
    starts.push(along);
    along += depth + options.layerGap;
  }
  const length = Math.max(0, along - options.layerGap);
  const boxes = sizes.map((size, box) => {
    const place = places[box];
    const middle = (starts[place?.layer ?? 0] ?? 0) + (depths[place?.layer ?? 0] ?? 0) / 2;
    const across = place?.centre ?? 0;
    const centre = right ? { x: middle, y: across } : { x: across, y: middle };
    return { ...size, x: centre.x - size.width / 2, y: centre.y - size.height / 2 };
  });
  const ways = chains.map((way) => wayOf(way, boxes, starts, depths, right));
  return { width: right ? length : breadth, height: right ? breadth : length, boxes, ways };
}

/** Boxes of one height that stand in one layer get one width, so that their sides line up. */
function evenedOut(sizes: readonly BoxSize[], layerOf: readonly number[]): BoxSize[] {
  const kind = (box: number) => `${layerOf[box]} ${sizes[box]?.height}`;
  const widest = new Map<string, number>();
  sizes.forEach(({ width }, box) => {
    widest.set(kind(box), Math.max(width, widest.get(kind(box)) ?? 0));
  });
  return sizes.map((size, box) => ({ ...size, width: widest.get(kind(box)) ?? size.width }));
}

function newPlace(box: number | null, layer: number, breadth: number): Place {
  return { box, layer, order: 0, breadth, centre: 0, before: [], after: [] };
}

/** Layer of each box: one past its furthest predecessor. A cycle, which no plan has, ends the climb. */
export function longestPathLayers(count: number, links: readonly Link[]): number[] {
  const layers = new Array<number>(count).fill(0);
  for (let round = 0; round < count; round += 1) {
    let changed = false;
    for (const { from, to } of links) {
      const wanted = (layers[from] ?? 0) + 1;
      if (from !== to && wanted < count && (layers[to] ?? 0) < wanted) {
        layers[to] = wanted;
        changed = true;
      }
    }
    if (!changed) break;
  }
  return layers;
}

/** The places that a link passes, with a bend in every layer between its ends. */
function chain(places: Place[], layerOf: readonly number[], link: Link): Place[] {
  const first = places[link.from];
  const last = places[link.to];
  if (first === undefined || last === undefined) return [];
  const way = [first];
  for (let layer = (layerOf[link.from] ?? 0) + 1; layer < (layerOf[link.to] ?? 0); layer += 1) {
    const bend = newPlace(null, layer, BEND_BREADTH);
    places.push(bend);
    way.push(bend);
  }
  way.push(last);
  way.forEach((place, i) => {
    const next = way[i + 1];
    if (next) {
      place.after.push(next);
      next.before.push(place);
    }
  });
  return way;
}

const number = (layer: Place[]) => {
  layer.forEach((p, i) => {
    p.order = i;
  });
};

/** Sorts each layer by the mean place of its neighbours, to and fro, and keeps the best order seen. */
function order(layers: Place[][]): void {
  layers.forEach(number);
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(layers);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    const forth = sweep % 2 === 0;
    for (const layer of forth ? layers : [...layers].reverse()) {
      const mean = new Map(layer.map((p) => [p, meanOrder(forth ? p.before : p.after, p.order)]));
      layer.sort((a, b) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0) || a.order - b.order);
      number(layer);
    }
    const now = crossings(layers);
    if (now < fewest) {
      fewest = now;
      best = layers.map((layer) => [...layer]);
    }
  }
  best.forEach((layer, i) => {
    layers[i] = layer;
    number(layer);
  });
}

function meanOrder(neighbours: Place[], own: number): number {
  return neighbours.length === 0 ? own : neighbours.reduce((sum, p) => sum + p.order, 0) / neighbours.length;
}

/** Pairs of links between neighbouring layers that cross. */
function crossings(layers: Place[][]): number {
  let count = 0;
  for (const layer of layers) {
    const ends = layer.flatMap((p) => p.after.map((q) => q.order).sort((a, b) => a - b));
    for (let i = 0; i < ends.length; i += 1) {
      for (let j = i + 1; j < ends.length; j += 1) if ((ends[i] ?? 0) > (ends[j] ?? 0)) count += 1;
    }
  }
  return count;
}

/** Gives every place its centre across the flow; returns the breadth of the whole. */
function placeAcross(layers: Place[][], gap: number, room: number): number {
  for (const layer of layers) {
    let at = 0;
    for (const place of layer) {
      place.centre = at + place.breadth / 2;
      at += place.breadth + gap;
    }
  }
  for (let round = 0; round < SWEEPS; round += 1) {
    for (const layer of round % 2 === 0 ? layers : [...layers].reverse()) pull(layer, gap, round % 2 === 0);
  }
  let [low, high] = reach(layers);
  if (high - low > room) {
    squeeze(layers, gap, room, (low + high) / 2);
    [low, high] = reach(layers);
  }
  for (const place of layers.flat()) place.centre -= low;
  return high - low;
}

function reach(layers: Place[][]): [number, number] {
  const places = layers.flat();
  return [
    Math.min(...places.map((p) => p.centre - p.breadth / 2)),
    Math.max(...places.map((p) => p.centre + p.breadth / 2)),
  ];
}

/** Moves what sticks out into the room, or into the broadest layer's where that is more. Order and gaps stay. */
function squeeze(layers: Place[][], gap: number, room: number, middle: number): void {
  const packed = layers.map((layer) => layer.reduce((sum, p) => sum + p.breadth + gap, -gap));
  const breadth = Math.max(room, ...packed);
  layers.forEach((layer, i) => {
    let before = middle - breadth / 2;
    let after = (packed[i] ?? 0) + gap;
    for (const place of layer) {
      after -= place.breadth + gap;
      const [least, most] = [before + place.breadth / 2, middle + breadth / 2 - after - place.breadth / 2];
      place.centre = Math.min(Math.max(place.centre, least), most);
      before += place.breadth + gap;
    }
  });
}

/** Moves a layer's places towards their neighbours, keeping order and gaps. */
function pull(layer: Place[], gap: number, forth: boolean): void {
  const wanted = layer.map((p) => {
    const near = forth ? p.before : p.after;
    const pulled = near.length > 0 ? near : forth ? p.after : p.before;
    return pulled.length === 0 ? p.centre : pulled.reduce((sum, q) => sum + q.centre, 0) / pulled.length;
  });
  // Neighbouring places whose wishes collide move as one block that sits at the mean of its wishes.
  interface Block {
    from: number;
    to: number;
    start: number;
    size: number;
    sum: number;
  }
  const blocks: Block[] = [];
  layer.forEach((place, i) => {
    let block: Block = {
      from: i,
      to: i + 1,
      start: (wanted[i] ?? 0) - place.breadth / 2,
      size: place.breadth,
      sum: (wanted[i] ?? 0) - place.breadth / 2,
    };
    for (
      let previous = blocks.at(-1);
      previous && previous.start + previous.size + gap > block.start;
      previous = blocks.at(-1)
    ) {
      blocks.pop();
      const shift = previous.size + gap;
      const members = block.to - previous.from;
      const sum = previous.sum + block.sum - shift * (block.to - block.from);
      block = { from: previous.from, to: block.to, start: sum / members, size: shift + block.size, sum };
    }
    blocks.push(block);
  });
  for (const block of blocks) {
    let at = block.start;
    for (const place of layer.slice(block.from, block.to)) {
      place.centre = at + place.breadth / 2;
      at += place.breadth + gap;
    }
  }
}

/** Points from the end of the first box over the bends to the start of the last. */
function wayOf(way: Place[], boxes: Box[], starts: number[], depths: number[], right: boolean): Point[] {
  return way.flatMap((place, i) => {
    const box = place.box === null ? undefined : boxes[place.box];
    const start = starts[place.layer] ?? 0;
    const end = start + (depths[place.layer] ?? 0);
    const point = (along: number, across: number): Point =>
      right ? { x: along, y: across } : { x: across, y: along };
    if (box === undefined) return [point(start, place.centre), point(end, place.centre)];
    const last = i === way.length - 1;
    const near = right ? box.x : box.y;
    const far = right ? box.x + box.width : box.y + box.height;
    const neighbour = last ? way[i - 1] : way[i + 1];
    return [
      point(last ? near : far, place.centre + spread(place, last ? place.before : place.after, neighbour)),
    ];
  });
}

/** Where on a box's side a link ends: links side by side, in the order of their other ends. */
function spread(place: Place, others: Place[], neighbour: Place | undefined): number {
  if (others.length < 2 || neighbour === undefined) return 0;
  const sorted = [...others].sort((a, b) => a.centre - b.centre);
  const step = Math.min(14, (place.breadth * 0.6) / (others.length - 1));
  return (sorted.indexOf(neighbour) - (others.length - 1) / 2) * step;
}

/** A way as SVG path data, leaving and arriving along the flow. */
export function pathOf(way: readonly Point[], flow: 'right' | 'down'): string {
  const n = (value: number) => value.toFixed(1);
  return way
    .map((point, i) => {
      const previous = way[i - 1];
      if (previous === undefined) return `M${n(point.x)} ${n(point.y)}`;
      const half = flow === 'right' ? (point.x - previous.x) / 2 : (point.y - previous.y) / 2;
      const a =
        flow === 'right' ? { x: previous.x + half, y: previous.y } : { x: previous.x, y: previous.y + half };
      const b = flow === 'right' ? { x: point.x - half, y: point.y } : { x: point.x, y: point.y - half };
      return `C${n(a.x)} ${n(a.y)} ${n(b.x)} ${n(b.y)} ${n(point.x)} ${n(point.y)}`;
    })
    .join('');
}
