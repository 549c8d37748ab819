// What nodes printed, the newest lines of it.
import type { LogLine } from '../../protocol/run.ts';
import { Newest } from '../outputs/newest.ts';

const MOST_LINES = 10_000;
const MOST_CHARACTERS = 8e6;

export class LogBook {
  version = $state(0);
  /** The last lines in one piece, one an item; `dropped` counts also what was left out on the way here. */
  readonly kept = new Newest<LogLine>(MOST_LINES, MOST_CHARACTERS, (line) => line.text.length);

  push(lines: LogLine[]): void {
    if (lines.length === 0) return;
    const gap = lines.findLastIndex((line) => line.missed !== undefined);
    if (gap >= 0) {
      const missed = lines.reduce((sum, line) => sum + (line.missed ?? 0), 0);
      this.kept.skip(missed + gap);
    }
    this.kept.push(lines.slice(Math.max(0, gap)));
    this.version += 1;
  }
}
