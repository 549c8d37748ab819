// Rows of the log: all are equally high, so that thousands can be scrolled; a long line goes over several.
import type { LogLine } from '../../protocol/run.ts';
import { visibleMarks } from '../words/visible_marks.ts';

export interface LogRow {
  line: LogLine;
  /** The row's part of the line. */
  text: string;
  /** It begins the line. */
  first: boolean;
}

export function logRows(lines: readonly LogLine[], columns: number): LogRow[] {
  const rows: LogRow[] = [];
  for (const line of lines) {
    const text = visibleMarks(line.text.replaceAll('\t', '    '));
    let at = 0;
    do {
      // Not within a letter that takes two UTF-16 units.
      const wide = /[\uD800-\uDBFF]/.test(text[at + columns - 1] ?? '');
      const end = at + columns - (wide && columns > 1 ? 1 : 0);
      rows.push({ line, text: text.slice(at, end), first: at === 0 });
      at = end;
    } while (at < text.length);
  }
  return rows;
}
