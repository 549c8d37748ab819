// What a node prints may come faster than anybody reads: the newest lines go on, and the rest is counted.
import type { LogLine } from '../protocol/run.ts';

/** Of a line; what `py_nodes.sdk.captured_output` leaves of one fits. */
const LONGEST_LINE = 10_100;
const LONGEST_KEPT = 10_000;

/** Text as it was printed, a line to each entry. */
export function splitPrinted(node: number, stream: LogLine['stream'], text: string): LogLine[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({
      node,
      stream,
      text: shortenLine(line),
    }));
}

/** A line that came past the capture of nodes' prints is cut too: a single one must not push all others out. */
export function shortenLine(line: string): string {
  if (line.length <= LONGEST_LINE) return line;
  const beyond = (line.length - LONGEST_KEPT).toLocaleString('en');
  return `${line.slice(0, LONGEST_KEPT)} … ${beyond} more characters`;
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
