import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Layout, type Link, layoutGraph, longestPathLayers, pathOf } from './layered_layout.ts';

const size = { width: 100, height: 40 };
const options = { flow: 'right', layerGap: 30, boxGap: 20 } as const;
const boxes = (n: number) => Array.from({ length: n }, () => size);

function overlaps(layout: Layout): boolean {
  return layout.boxes.some((a, i) =>
    layout.boxes.some(
      (b, j) =>
        i < j && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
    ),
  );
}

test('a chain lies on one line', () => {
  const layout = layoutGraph(
    boxes(3),
    [
      { from: 0, to: 1 },
      { from: 1, to: 2 },
    ],
    options,
  );
  expect(layout.boxes.map((b) => [b.x, b.y])).toEqual([
    [0, 0],
    [130, 0],
    [260, 0],
  ]);
  expect([layout.width, layout.height]).toEqual([360, 40]);
  expect(layout.ways[0]).toEqual([
    { x: 100, y: 20 },
    { x: 130, y: 20 },
  ]);
});

test('down is right, turned', () => {
  const layout = layoutGraph(boxes(2), [{ from: 0, to: 1 }], { ...options, flow: 'down' });
  expect(layout.boxes.map((b) => [b.x, b.y])).toEqual([
    [0, 0],
    [0, 70],
  ]);
});

test('a fork lies evenly around what it comes from and where it meets', () => {
  const links = [
    { from: 0, to: 1 },
    { from: 0, to: 2 },
    { from: 1, to: 3 },
    { from: 2, to: 3 },
  ];
  const { boxes: placed } = layoutGraph(boxes(4), links, options);
  expect(placed[0]?.y).toBeCloseTo(30);
  expect(placed[3]?.y).toBeCloseTo(30);
  expect(placed[1]?.y).toBeCloseTo(0);
  expect(placed[2]?.y).toBeCloseTo(60);
});

test('links that would cross are turned apart', () => {
  const links = [
    { from: 0, to: 3 },
    { from: 1, to: 2 },
  ];
  const { boxes: placed } = layoutGraph(boxes(4), links, options);
  const above = (a: number, b: number) => (placed[a]?.y ?? 0) < (placed[b]?.y ?? 0);
  expect(above(0, 1)).toBe(above(3, 2));
});

test('a long link keeps clear of the boxes that it passes', () => {
  const links = [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
    { from: 0, to: 2 },
  ];
  const { ways, boxes: placed } = layoutGraph(boxes(3), links, options);
  const passed = placed[1];
  const bend = ways[2]?.[1];
  if (!passed || !bend) throw new Error('no bend');
  expect(bend.y < passed.y || bend.y > passed.y + passed.height).toBe(true);
});

test('any graph: no boxes overlap, every link leads forward, the same graph gives the same layout', () => {
  const graph = fc
    .integer({ min: 1, max: 12 })
    .chain((n) =>
      fc.tuple(fc.constant(n), fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 24 })),
    );
  fc.assert(
    fc.property(graph, fc.constantFrom('right' as const, 'down' as const), ([n, pairs], flow) => {
      const links: Link[] = pairs.filter(([a, b]) => a < b).map(([from, to]) => ({ from, to }));
      const layout = layoutGraph(boxes(n), links, { ...options, flow });
      expect(overlaps(layout)).toBe(false);
      for (const box of layout.boxes) {
        expect(box.x).toBeGreaterThan(-0.01);
        expect(box.x + box.width).toBeLessThan(layout.width + 0.01);
        expect(box.y + box.height).toBeLessThan(layout.height + 0.01);
      }
      for (const { from, to } of links) {
        const key = flow === 'right' ? 'x' : 'y';
        expect(layout.boxes[from]?.[key] ?? 0).toBeLessThan(layout.boxes[to]?.[key] ?? 0);
      }
      expect(layoutGraph(boxes(n), links, { ...options, flow })).toEqual(layout);
    }),
  );
});

test('boxes of the last layer lie there', () => {
  const links = [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
    { from: 0, to: 3 },
  ];
  const layout = layoutGraph(boxes(4), links, { ...options, last: [3] });
  expect(layout.boxes[3]?.x).toBe(layout.boxes[2]?.x);
});

test('alignment gives way to the room there is, order and gaps do not', () => {
  const links = [
    { from: 0, to: 1 },
    { from: 0, to: 2 },
    { from: 2, to: 3 },
    { from: 2, to: 4 },
  ];
  const free = layoutGraph(boxes(5), links, options);
  const tight = layoutGraph(boxes(5), links, { ...options, breadth: 100 });
  expect(free.height).toBeGreaterThan(100);
  expect(tight.height).toBeCloseTo(100);
  expect(overlaps(tight)).toBe(false);
});

test('a cycle does not hang', () => {
  expect(
    longestPathLayers(2, [
      { from: 0, to: 1 },
      { from: 1, to: 0 },
    ]),
  ).toHaveLength(2);
});

test('path data leaves and arrives along the flow', () => {
  expect(
    pathOf(
      [
        { x: 0, y: 0 },
        { x: 20, y: 10 },
      ],
      'right',
    ),
  ).toBe('M0.0 0.0C10.0 0.0 10.0 10.0 20.0 10.0');
});
