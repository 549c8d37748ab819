// The rectangle of numbers that a heat map shows, made from one tensor or from a stream of them.
import type { OutputPacket, Tensor } from '../../protocol/value.ts';
import { elementCount, readElements } from '../outputs/tensor_values.ts';
import { type Axis, readMeaning, type TensorMeaning } from './axes.ts';

/** C order, `rows` × `columns`; what is not a number is left empty. */
export interface Grid {
  values: Float64Array<ArrayBuffer>;
  rows: number;
  columns: number;
  x: Axis;
  y: Axis;
  unit: string;
  /** Row 0 lies at the bottom, as it does where rows are a quantity; else at the top, as in a matrix. */
  upwards: boolean;
}

const MOST_CELLS = 8e6;
const inSeconds = (axis: Axis | undefined) => axis?.unit === 's';

/** The last two dimensions of a tensor, at one place of the others. Time runs to the right. */
export function gridOf(tensor: Tensor, meaning: TensorMeaning, slice = 0): Grid {
  const dims = tensor.shape.length;
  const rows = tensor.shape[dims - 2] ?? 1;
  const columns = tensor.shape[dims - 1] ?? 1;
  const values = readElements(tensor, slice * rows * columns, rows * columns);
  const [down, across] = [axisAt(meaning, dims - 2), axisAt(meaning, dims - 1)];
  const upwards = down.known || across.known;
  if (!inSeconds(down) || inSeconds(across))
    return { values, rows, columns, x: across, y: down, unit: meaning.unit, upwards };
  const turned = new Float64Array(values.length);
  for (let r = 0; r < rows; r += 1)
    for (let c = 0; c < columns; c += 1) turned[c * rows + r] = values[r * columns + c] ?? Number.NaN;
  return { values: turned, rows: columns, columns: rows, x: down, y: across, unit: meaning.unit, upwards };
}

function axisAt(meaning: TensorMeaning, dim: number): Axis {
  return meaning.axes[dim] ?? { name: '', unit: '', at: (i) => i, known: false };
}

/**
 * A stream as one picture: vectors of one length side by side, or grids of one height, at their times
 * where the metadata tells them. Null where the packets do not fit together.
 */
export function gridOfStream(packets: readonly OutputPacket[]): Grid | null {
  const first = packets[0]?.value;
  if (packets.length < 2 || first?.kind !== 'tensor') return null;
  if (first.shape.length === 1) return stackVectors(packets, first.shape[0] ?? 0);
  if (first.shape.length !== 2) return null;
  const grids: Grid[] = [];
  let cells = 0;
  for (const { value, metadata } of packets) {
    if (value.kind !== 'tensor' || value.shape.length !== 2) return null;
    cells += elementCount(value.shape);
    if (cells > MOST_CELLS) return null;
    const grid = gridOf(value, readMeaning(metadata, 2));
    if (grid.rows !== (grids[0]?.rows ?? grid.rows)) return null;
    grids.push(grid);
  }
  return joinGrids(grids);
}

function stackVectors(packets: readonly OutputPacket[], length: number): Grid | null {
  if (packets.length * length > MOST_CELLS || length < 2) return null;
  const values = new Float64Array(packets.length * length);
  for (const [column, { value }] of packets.entries()) {
    if (value.kind !== 'tensor' || value.shape.length !== 1 || value.shape[0] !== length) return null;
    readElements(value).forEach((v, row) => {
      values[row * packets.length + column] = v;
    });
  }
  const meaning = readMeaning(packets[0]?.metadata ?? '', 1);
  const start = packets[0]?.timestamp ?? 0;
  const step = ((packets.at(-1)?.timestamp ?? 0) - start) / (packets.length - 1);
  const timed = step > 0;
  const x: Axis = {
    name: timed ? 'time' : 'packet',
    unit: timed ? 's' : '',
    known: timed,
    at: (i) => (timed ? start + i * step : i),
  };
  return {
    values,
    rows: length,
    columns: packets.length,
    x,
    y: axisAt(meaning, 0),
    unit: meaning.unit,
    upwards: true,
  };
}

function joinGrids(grids: Grid[]): Grid | null {
  const first = grids[0];
  if (!first) return null;
  const step = first.x.at(1) - first.x.at(0);
  const start = first.x.at(0);
  const timed =
    first.x.known &&
    step > 0 &&
    grids.every((g) => g.x.known && Math.abs(g.x.at(1) - g.x.at(0) - step) < step * 0.01);
  let columns = 0;
  const places = grids.map((grid) => {
    const at = timed ? Math.round((grid.x.at(0) - start) / step) : columns;
    columns = Math.max(columns, at + grid.columns);
    return at;
  });
  if (places.some((at) => at < 0) || columns * first.rows > MOST_CELLS) return null;
  const values = new Float64Array(columns * first.rows).fill(Number.NaN);
  grids.forEach((grid, i) => {
    for (let r = 0; r < grid.rows; r += 1) {
      values.set(
        grid.values.subarray(r * grid.columns, (r + 1) * grid.columns),
        r * columns + (places[i] ?? 0),
      );
    }
  });
  const x: Axis = timed ? first.x : { name: 'column', unit: '', known: false, at: (i) => i };
  return { ...first, values, columns, x };
}
