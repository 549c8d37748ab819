import { expect, test } from 'vitest';
import type { EdgeFigures, NodeFigures, Plan } from '../../protocol/plan.ts';
import { lossesOf, lossyNodes } from './losses.ts';

const plan = { edges: [{ to: 1 }, { to: 1 }, { to: 0 }] } as unknown as Plan;
const edge = (dropped: number) => ({ dropped }) as EdgeFigures;
const node = (errors: number, left_out: number) => ({ errors, left_out }) as NodeFigures;

test('what a node did not get, or did not give, is counted in words', () => {
  const run = { edges: [edge(2), edge(1200), edge(7)], nodes: [node(0, 0), node(3, 1)] };
  expect(lossesOf(plan, run, 1)).toBe('1,202 dropped before it, 3 failed, 1 left out');
  expect(lossesOf(plan, run, 0)).toBe('7 dropped before it');
});

test('nodes that have something to tell are found, be it before them or in them', () => {
  const run = { edges: [edge(0), edge(0), edge(7)], nodes: [node(0, 0), node(0, 1), node(0, 0)] };
  expect(lossyNodes(plan, run)).toEqual(new Set([0, 1]));
  expect(lossyNodes(plan, null)).toEqual(new Set());
});

test('nothing is said where everything went through, or nothing ran yet', () => {
  expect(lossesOf(plan, { edges: [edge(0), edge(0), edge(0)], nodes: [node(0, 0), node(0, 0)] }, 1)).toBe('');
  expect(lossesOf(plan, null, 1)).toBe('');
});
