// What a packet's metadata says about a tensor's dimensions: {"axes": [{"name", "unit", "start", "step"} or
// {"name", "unit", "values"}], "unit", "title"}. All of it is optional and none of it is trusted.
import { formatNumber } from '../words/format.ts';

export interface Axis {
  name: string;
  unit: string;
  /** Place of element i along the axis. */
  at(i: number): number;
  /** Places of the elements say more than their numbers. */
  known: boolean;
}

export interface TensorMeaning {
  axes: Axis[];
  unit: string;
  title: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 80) : '');
const finite = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

export function readMeaning(metadata: string, dims: number): TensorMeaning {
  let said: unknown = null;
  try {
    said = metadata ? JSON.parse(metadata) : null;
  } catch {
    said = null; // metadata is the package's own; a plot without names is still a plot
  }
  const object = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>;
  const list = Array.isArray(object.axes) ? (object.axes as unknown[]) : [];
  return {
    axes: Array.from({ length: dims }, (_, i) => readAxis(list[i])),
    unit: text(object.unit),
    title: text(object.title),
  };
}

function readAxis(said: unknown): Axis {
  const axis = (typeof said === 'object' && said !== null ? said : {}) as Record<string, unknown>;
  const names = { name: text(axis.name), unit: text(axis.unit) };
  if (Array.isArray(axis.values) && axis.values.every(finite)) {
    const values = axis.values;
    return { ...names, known: true, at: (i) => values[Math.round(i)] ?? i };
  }
  const start = finite(axis.start) ? axis.start : 0;
  const step = finite(axis.step) && axis.step !== 0 ? axis.step : 1;
  return { ...names, known: finite(axis.step), at: (i) => start + i * step };
}

/** "time 0.964 s": a place on an axis. */
export function axisPlace(axis: Axis, i: number, fallback: string): string {
  return [axis.name || fallback, formatNumber(axis.at(i)), axis.unit].filter(Boolean).join(' ');
}

/** "frequency (Hz)", or what there is of it. */
export function axisTitle(axis: Axis, fallback: string): string {
  const name = axis.name || fallback;
  return axis.unit ? `${name} (${axis.unit})` : name;
}
