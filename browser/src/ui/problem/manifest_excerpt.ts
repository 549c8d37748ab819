// The part of the manifest that a problem means, with what stands around it.
import type { Diagnostic } from '../../protocol/diagnostic.ts';
import type { BundleReport } from '../../protocol/package.ts';

export interface ExcerptLine {
  number: number;
  text: string;
  meant: boolean;
  /** What the problem means within the text: from and to, or null for the whole line. */
  mark: [number, number] | null;
}

/** Where a problem points: a line and, where it is known, a column, both from 1. */
export interface Spot {
  line: number;
  column?: number | undefined;
}

/** Lines that an excerpt may have; what lies between far places is left out. */
const MOST_LINES = 24;
/** Characters of a line that are shown: a file of one line is cut around the place. */
const LONGEST = 200;
/** Of those, how many stand before the place. */
const BEFORE = 60;
/** A value that goes over so many lines is marked as a whole, a longer one by its first line. */
const MOST_MEANT = 8;

/** The lines around a place in the manifest, and around other places of the same problem. */
export function excerpt(
  text: string,
  { line, column }: Spot,
  others: readonly number[] = [],
  around = 2,
): ExcerptLine[] {
  const lines = text.split(/\r\n|\r|\n/);
  if (line < 1 || line > lines.length) return [];
  const meant = new Set<number>();
  for (const place of [line, ...others]) for (const at of valueLines(lines, place)) meant.add(at);
  const shown = new Set<number>();
  for (const at of meant)
    for (let near = Math.max(1, at - around); near <= Math.min(lines.length, at + around); near += 1)
      shown.add(near);
  return [...shown]
    .sort((a, b) => a - b)
    .slice(0, MOST_LINES)
    .map((number) => ({
      number,
      meant: meant.has(number),
      ...cutLine(lines[number - 1] ?? '', number === line ? column : undefined),
    }));
}

/** As much of a line as is shown, the value at `column` (in characters) marked. */
function cutLine(line: string, column: number | undefined): Pick<ExcerptLine, 'text' | 'mark'> {
  if (column === undefined) return { text: line.slice(0, LONGEST), mark: null };
  const at = [...line.slice(0, 2 * column)].slice(0, column - 1).join('').length;
  const begin = line.length <= LONGEST ? 0 : Math.max(0, Math.min(at - BEFORE, line.length - LONGEST));
  const shown = line.slice(begin, begin + LONGEST);
  const lead = begin > 0 ? '…' : '';
  const trail = begin + LONGEST < line.length ? '…' : '';
  const from = at - begin + lead.length;
  const value = /^(?:"(?:[^"\\]|\\.)*"?|[\w$.+-]+|.)/u.exec(shown.slice(at - begin))?.[0] ?? '';
  return { text: lead + shown + trail, mark: value === '' ? null : [from, from + value.length] };
}

/** The lines of the value that begins on a line, told by its indentation, in JSON and YAML alike. */
function valueLines(lines: readonly string[], line: number): number[] {
  const depth = (text: string) => text.length - text.trimStart().length;
  const first = lines[line - 1] ?? '';
  const found = [line];
  const opens = /[[{:]\s*$|^\s*- /.test(first);
  for (let next = line + 1; opens && next <= lines.length; next += 1) {
    const text = lines[next - 1] ?? '';
    const closes = /^\s*[\]}]/.test(text) && depth(text) === depth(first);
    if (!closes && (text.trim() === '' || depth(text) <= depth(first))) break;
    found.push(next);
    if (closes) break;
  }
  return found.length <= MOST_MEANT ? found : [line];
}

/** The manifest as a problem may point into it. */
export interface ManifestText {
  text: string;
  /** Its name in the bundle. */
  file: string;
}

export function manifestOf({ entries, manifest_entry }: BundleReport, text: string): ManifestText {
  const file = entries.find(({ index }) => index === manifest_entry)?.name;
  return { text, file: file ?? 'manifest.json' };
}

/** The line that a problem means in the manifest, or null where it means none or another file. */
export function manifestLine({ line, file }: Diagnostic, manifest: ManifestText | null): number | null {
  return line !== undefined && manifest?.text && (file ?? manifest.file) === manifest.file ? line : null;
}
