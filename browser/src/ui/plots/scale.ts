// From values to places on a plot, and the round numbers to write beside it.

/** Lowest and highest of the finite values; null where there are none. */
export function extent(values: ArrayLike<number>): [number, number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** Widens a range that has no width, so that a constant lies in the middle. */
export function withWidth([low, high]: [number, number]): [number, number] {
  if (high > low) return [low, high];
  const room = Math.abs(low) > 0 ? Math.abs(low) * 0.5 : 1;
  return [low - room, high + room];
}

/** Whether places lie so unevenly that a line between their values would tell a story of its own. */
export function isUneven(at: Float64Array): boolean {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 1; i < at.length; i += 1) {
    const step = (at[i] ?? 0) - (at[i - 1] ?? 0);
    least = Math.min(least, step);
    most = Math.max(most, step);
  }
  return most > least * 1.5;
}

export interface Ticks {
  values: number[];
  /** Digits after the point that tell them apart. */
  decimals: number;
}

/** About `wanted` round values (1, 2 or 5 times a power of ten apart) inside a range. */
export function ticks([low, high]: [number, number], wanted: number): Ticks {
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = rough / power;
  const step = (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10) * power;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const values: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1)
    values.push(i * step || 0);
  return { values, decimals };
}

/** Round numbers of a range that no even steps fit (a mel scale): octaves of 1 kHz for Hz, else 1, 2, 5, 10. */
export function roundNumbers([low, high]: [number, number], unit: string): number[] {
  const factors = unit === 'Hz' ? [1] : [1, 2, 5];
  const [base, step] = unit === 'Hz' ? [1000 / 2 ** 10, 2] : [1e-9, 10];
  const found: number[] = low <= 0 && high >= 0 ? [0] : [];
  for (let power = base; power <= high && power <= 1e12; power *= step) {
    for (const factor of factors) {
      const value = Number((factor * power).toPrecision(6));
      if (value >= low && value <= high) found.push(value);
    }
  }
  return found;
}

/** 500, 1k, 2.5k: a frequency as it is written beside an axis. */
export function shortThousands(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}

/** A tick as it is written: its digits, or a power of ten where they would be too many. */
export function tickLabel(value: number, decimals: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size >= 1e6 || decimals > 5)) {
    return value.toExponential(1).replace('.0', '').replace('e+', 'e').replaceAll('-', '\u2212');
  }
  return value.toFixed(decimals).replace('-', '\u2212');
}

/** Lowest and highest value that falls on each of `columns` places along the x range. */
export function columnsOf(
  at: Float64Array,
  values: Float64Array,
  [from, to]: [number, number],
  columns: number,
): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(columns).fill(Number.NaN);
  const high = new Float64Array(columns).fill(Number.NaN);
  const perUnit = (columns - 1) / (to - from || 1);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    const column = Math.round(((at[i] ?? 0) - from) * perUnit);
    if (!Number.isFinite(value) || column < 0 || column >= columns) continue;
    if (!((low[column] ?? 0) <= value)) low[column] = value;
    if (!((high[column] ?? 0) >= value)) high[column] = value;
  }
  return { low, high };
}

/** Averages a grid (rows × columns, C order) down to at most the given size. Not-a-number stays out. */
export function shrinkGrid(
  values: Float64Array,
  rows: number,
  columns: number,
  mostRows: number,
  mostColumns: number,
): { values: Float64Array; rows: number; columns: number } {
  if (rows <= mostRows && columns <= mostColumns) return { values, rows, columns };
  const outRows = Math.min(rows, mostRows);
  const outColumns = Math.min(columns, mostColumns);
  const sums = new Float64Array(outRows * outColumns);
  const counts = new Uint32Array(outRows * outColumns);
  for (let r = 0; r < rows; r += 1) {
    const base = Math.floor((r * outRows) / rows) * outColumns;
    for (let c = 0; c < columns; c += 1) {
      const value = values[r * columns + c] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      const cell = base + Math.floor((c * outColumns) / columns);
      sums[cell] = (sums[cell] ?? 0) + value;
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  for (let i = 0; i < sums.length; i += 1)
    sums[i] = counts[i] ? (sums[i] ?? 0) / (counts[i] ?? 1) : Number.NaN;
  return { values: sums, rows: outRows, columns: outColumns };
}
