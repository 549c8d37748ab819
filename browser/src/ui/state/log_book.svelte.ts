// What nodes printed, the newest lines of it.
import type { LogLine } from '../../protocol/run.ts';
import { Newest } from '../outputs/newest.ts';

const MOST_LINES = 10_000;
const MOST_CHARACTERS = 8e6;

export class LogBook {
  version = $state(0);
  readonly kept = new Newest<LogLine>(MOST_LINES, MOST_CHARACTERS, (line) => line.text.length);

  push(lines: LogLine[]): void {
    if (lines.length === 0) return;
    // One packet's print may hold several lines; each is a row of its own.
    this.kept.push(
      lines.flatMap((line) =>
        line.text
          .replace(/\n$/, '')
          .split('\n')
          .map((text) => ({ ...line, text })),
      ),
    );
    this.version += 1;
  }
}
