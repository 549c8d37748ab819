import { expect, test } from 'vitest';
import type { Plan, PlanNode, PortType } from '../../protocol/plan.ts';
import { neighboursOf, placeGraph, shapeOf } from './graph_view.ts';

const EDGE = {
  from_port: 0,
  to_port: 0,
  capacity_packets: 1,
  capacity_bytes: 1,
  overflow: 'block',
  merge: 'time',
} as const;

const node = (index: number, id: string, input: PortType, output: PortType): PlanNode => ({
  index,
  id,
  node_type: 'PassThroughNode',
  runs_in: 'engine',
  origin: 'standard',
  params: {},
  is_streaming: false,
  is_source: false,
  on_error: 'fail',
  retries: 0,
  limits: { seconds_per_call: null, memory_bytes: null },
  inputs: [{ name: 'default', type: input }],
  outputs: [{ name: 'default', type: output }],
});
const plan: Plan = {
  name: 'p',
  version: '1',
  description: '',
  author: '',
  needs: { python: false },
  mode: 'batch',
  max_bytes: 2 ** 30,
  permissions: {},
  nodes: [node(0, 'a', 'any', 'any'), node(1, 'b', 'audio', 'audio'), node(2, 'c', 'audio', 'json')],
  edges: [
    { from: 0, to: 1 },
    { from: 0, to: 2 },
  ].map((e) => ({ ...e, ...EDGE })),
  inputs: [{ index: 0, name: 'in', type: 'audio', node: 0, port: 0 }],
  outputs: [
    { index: 0, name: 'out', type: 'audio', node: 1, port: 0 },
    { index: 1, name: 'raw', type: 'any', node: 0, port: 0 },
  ],
};

test('inputs and outputs are boxes with links; an edge has the type of the end that says more', () => {
  const { sizes, links } = shapeOf(plan);
  expect(sizes).toHaveLength(6);
  expect(links.map((l) => [l.from, l.to, l.type, l.edge])).toEqual([
    [0, 1, 'audio', 0],
    [0, 2, 'audio', 1],
    [3, 0, 'audio', null],
    [1, 4, 'audio', null],
    [0, 5, 'any', null],
  ]);
});

test('lies to the right where there is room, and fits a phone where there is none', () => {
  const shape = shapeOf(plan);
  expect(placeGraph(shape, plan, 1200).flow).toBe('right');
  const phone = placeGraph(shape, plan, 328);
  expect(phone.flow).toBe('down');
  expect(phone.width).toBeLessThanOrEqual(328);
});

test('neighbours are named in words', () => {
  expect(neighboursOf(plan, 0)).toEqual({ from: ['input in'], to: ['b', 'c', 'output raw'] });
  expect(neighboursOf(plan, 1)).toEqual({ from: ['a'], to: ['output out'] });
});
