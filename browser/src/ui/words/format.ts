// Numbers as a visitor reads them: a unit always, and no more digits than mean something.

const MINUS = '\u2212';

/** Three significant digits, without trailing zeros: 0.123, 1.23, 12.3, 123, 1,234. */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : '';
  if (size >= 1e9 || size < 1e-4) {
    const [mantissa = '', exponent = '0'] = size.toExponential(digits - 1).split('e');
    return `${sign}${trimZeros(mantissa)} × 10${superscript(Number(exponent))}`;
  }
  if (size >= 1000) return sign + formatCount(Math.round(size));
  return (
    sign +
    trimZeros(size.toPrecision(digits).includes('e') ? String(Math.round(size)) : size.toPrecision(digits))
  );
}

/** A number as it is spelled, its middle left out where it is too long to be read: 1000…0007 (300 digits). */
export function shortenNumber(spelled: string, most = 40): string {
  if (spelled.length <= most) return spelled;
  const digits = spelled.replace(/\D/g, '').length;
  // As much as a window of 360 px shows in a row of the tree.
  return `${spelled.slice(0, 12)}…${spelled.slice(-6)} (${formatPlural(digits, 'digit')})`;
}

/** A whole number with separators. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** "1 packet", "2 packets". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units, as file managers and download dialogs have them. */
export function formatBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const text = unit === 0 ? String(Math.round(size)) : trimZeros(size.toPrecision(size >= 100 ? 3 : 2));
  return `${text} ${BYTE_UNITS[unit] ?? 'B'}`;
}

/** A span of time: 0.4 ms, 12 ms, 1.24 s, 2 min 5 s, 1 h 2 min. */
export function formatSeconds(seconds: number): string {
  if (seconds <= 0) return '0 s';
  if (seconds < 0.9995) {
    const ms = seconds * 1000;
    if (ms < 0.01) return `${trimZeros((ms * 1000).toPrecision(2))} µs`;
    return `${trimZeros(ms >= 10 ? ms.toFixed(0) : ms.toPrecision(2))} ms`;
  }
  if (seconds < 60) return `${seconds >= 10 ? seconds.toFixed(1) : seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A running clock, which keeps its width while it counts: 0.0 s, 12.3 s, 2 min 05 s. */
export function formatElapsed(seconds: number): string {
  if (seconds < 60) return `${(Math.floor(seconds * 10) / 10).toFixed(1)} s`;
  const whole = Math.floor(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** A place in a recording: 0:07.3, 1:02:03.4. */
export function formatPosition(seconds: number): string {
  const tenths = Math.max(0, Math.floor(seconds * 10));
  const whole = Math.floor(tenths / 10);
  const tail = `${String(whole % 60).padStart(2, '0')}.${tenths % 10}`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${tail}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${tail}`;
}

/** A dash for a number that nobody knows. */
export function formatKnown(count: number | null): string {
  return count === null ? '–' : formatCount(count);
}

/** Time in a node per packet that went in, µs; a dash where nothing went in. */
export function formatPerPacket(busySeconds: number, packets: number): string {
  if (packets === 0) return '–';
  const micros = (busySeconds / packets) * 1e6;
  return micros >= 10 ? formatCount(micros) : trimZeros(micros.toPrecision(2));
}

/** Milliseconds without the unit, for a column that has it in its head. */
export function formatMillis(seconds: number): string {
  const ms = seconds * 1000;
  if (ms === 0) return '0';
  if (ms >= 10) return formatCount(ms);
  return ms < 0.01 ? '<0.01' : ms.toFixed(2);
}

export function formatHertz(rate: number): string {
  return rate >= 1000 ? `${trimZeros((rate / 1000).toFixed(3))} kHz` : `${trimZeros(rate.toFixed(1))} Hz`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function superscript(value: number): string {
  const digits = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];
  return [...String(value)].map((c) => (c === '-' ? '⁻' : (digits[Number(c)] ?? c))).join('');
}
