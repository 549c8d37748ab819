// What every plot has around it: the axes with their numbers and names.
import type { Ink } from './PlotCanvas.svelte';
import { tickLabel, ticks } from './scale.ts';

/** The plot's inner rectangle and the ranges that it shows, CSS px. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  x: [number, number];
  y: [number, number];
}

export const MARGIN = { left: 60, right: 12, top: 10, bottom: 40 };
const TICK_WIDTH = 90;
const TICK_HEIGHT = 40;

export function frameOf(
  width: number,
  height: number,
  x: [number, number],
  y: [number, number],
  right = MARGIN.right,
): Frame {
  return {
    left: MARGIN.left,
    top: MARGIN.top,
    width: Math.max(1, width - MARGIN.left - right),
    height: Math.max(1, height - MARGIN.top - MARGIN.bottom),
    x,
    y,
  };
}

export const toX = (frame: Frame, value: number) =>
  frame.left + ((value - frame.x[0]) / (frame.x[1] - frame.x[0])) * frame.width;
export const toY = (frame: Frame, value: number) =>
  frame.top + frame.height - ((value - frame.y[0]) / (frame.y[1] - frame.y[0])) * frame.height;

/** A number beside the y axis, at a value of the frame's y range. */
export interface YLabel {
  value: number;
  text: string;
}

export function yLabels(frame: Frame): YLabel[] {
  const { values, decimals } = ticks(frame.y, Math.max(2, frame.height / TICK_HEIGHT));
  return values.map((value) => ({ value, text: tickLabel(value, decimals) }));
}

/** Numbers and names beside the frame; `grid` draws lines across it. */
export function drawFrame(
  c: CanvasRenderingContext2D,
  frame: Frame,
  ink: Ink,
  names: { x: string; y: string },
  { grid = false, labels = yLabels(frame) }: { grid?: boolean; labels?: YLabel[] } = {},
): void {
  c.lineWidth = 1;
  c.fillStyle = ink.soft;
  c.strokeStyle = ink.line;
  const bottom = frame.top + frame.height;
  const xTicks = ticks(frame.x, Math.max(2, frame.width / TICK_WIDTH));
  c.textAlign = 'center';
  c.textBaseline = 'top';
  for (const value of xTicks.values) {
    const x = Math.round(toX(frame, value)) + 0.5;
    line(c, x, bottom, x, bottom + 4);
    c.fillText(tickLabel(value, xTicks.decimals), x, bottom + 6);
  }
  c.textAlign = 'right';
  c.fillText(names.x, frame.left + frame.width, bottom + 23);
  c.textBaseline = 'middle';
  for (const { value, text } of labels) {
    const y = Math.round(toY(frame, value)) + 0.5;
    line(c, grid ? frame.left : frame.left - 4, y, grid ? frame.left + frame.width : frame.left, y);
    c.fillText(text, frame.left - 6, y);
  }
  if (names.y) {
    c.save();
    c.translate(10, frame.top + frame.height / 2);
    c.rotate(-Math.PI / 2);
    c.textAlign = 'center';
    c.fillText(names.y, 0, 0);
    c.restore();
  }
}

function line(c: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  c.beginPath();
  c.moveTo(x1, y1);
  c.lineTo(x2, y2);
  c.stroke();
}
