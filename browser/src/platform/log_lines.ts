// What a node prints may come faster than anybody reads: the newest lines go on, and the rest is counted.
import type { LogLine } from '../protocol/run.ts';

/** A longer line is cut: package code may print megabytes without a line break. */
const LONGEST_LINE = 16_384;

/** Text as it was printed, a line to each entry. */
export function splitPrinted(node: number, stream: LogLine['stream'], text: string): LogLine[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({
      node,
      stream,
      text: line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line,
    }));
}

/** Drops the oldest lines, in place, until both bounds hold; the first that stays says how many went. */
export function keepNewestLines(lines: LogLine[], most: number, mostCharacters: number): void {
  let from = lines.length;
  let characters = 0;
  while (from > 0 && lines.length - from < most) {
    characters += lines[from - 1]?.text.length ?? 0;
    if (characters > mostCharacters && from < lines.length) break;
    from -= 1;
  }
  if (from === 0) return;
  const gone = lines.splice(0, from);
  const missed = gone.reduce((sum, line) => sum + 1 + (line.missed ?? 0), 0);
  const [first] = lines;
  if (first) lines[0] = { ...first, missed: missed + (first.missed ?? 0) };
}
