// Finds out whether a stream of JSON is a table: every item an object whose members are all scalars, or
// every item a number. Reads each packet once, as it comes.
import { type JsonKind, members, type Span, stringText, valueAt, wholeValue } from './json_text.ts';

/** A cell as it is spelled in the JSON; null where the record has no such member. */
export interface Cell {
  text: string;
  kind: JsonKind;
}

export interface Column {
  name: string;
  /** Every cell so far is a number or null. */
  numeric: boolean;
  /** There is a number in it: something to draw. */
  drawable: boolean;
  /** Longest cell, in characters. */
  widest: number;
}

export interface FlatRecord {
  /** Number that counts from the first record on and is never given again. */
  ordinal: number;
  timestamp: number;
  cells: (Cell | null)[];
}

const MOST_COLUMNS = 40;
/** A longer packet is no table, in characters: reading it would hold up the page. */
export const MOST_CHARACTERS = 2e6;

export class FlatRecords {
  readonly columns: Column[] = [];
  rows: FlatRecord[] = [];
  /** Items were bare numbers: the only column has no name of its own. */
  bare = false;
  #flat = true;
  #total = 0;
  readonly #places = new Map<string, number>();

  get flat(): boolean {
    return this.#flat && this.rows.length > 0;
  }

  /** Takes the JSON of one packet: one record, or a list of them. Returns how many rows it gave. */
  append(text: string, timestamp: number): number {
    if (!this.#flat) return 0;
    if (text.length > MOST_CHARACTERS) {
      this.rows = [];
      this.#refuse();
      return 0;
    }
    const whole = wholeValue(text);
    const before = this.rows.length;
    if (whole.kind === 'array') {
      for (const item of members(text, whole)) if (!this.#add(text, item, timestamp)) break;
    } else {
      this.#add(text, whole, timestamp);
    }
    if (!this.#flat) this.rows = [];
    return this.#flat ? this.rows.length - before : 0;
  }

  /** Forgets the oldest rows. */
  drop(count: number): void {
    this.rows.splice(0, count);
  }

  /** The numbers of one column with their times, for a plot; gaps where there is none. */
  series(column: number): { at: Float64Array; values: Float64Array } {
    const at = new Float64Array(this.rows.length);
    const values = new Float64Array(this.rows.length);
    this.rows.forEach((row, i) => {
      at[i] = row.timestamp;
      const cell = row.cells[column];
      values[i] = cell?.kind === 'number' ? Number(cell.text) : Number.NaN;
    });
    return { at, values };
  }

  #add(text: string, span: Span, timestamp: number): boolean {
    const row: FlatRecord = { ordinal: this.#total, timestamp, cells: [] };
    if (span.kind === 'number') {
      if (this.rows.length > 0 && !this.bare) return this.#refuse();
      this.bare = true;
      this.#put(row, 'value', { text: text.slice(span.start, span.end), kind: 'number' });
    } else if (span.kind === 'object' && !this.bare) {
      for (const member of members(text, span)) {
        if (member.kind === 'object' || member.kind === 'array' || this.columns.length > MOST_COLUMNS)
          return this.#refuse();
        const said =
          member.kind === 'string'
            ? stringText(text, member.start, member.end)
            : text.slice(member.start, member.end);
        this.#put(row, member.key ?? '', { text: said, kind: member.kind });
      }
      if (row.cells.length === 0) return this.#refuse();
    } else {
      return this.#refuse();
    }
    this.rows.push(row);
    this.#total += 1;
    return true;
  }

  #put(row: FlatRecord, name: string, cell: Cell): void {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.columns.length;
      this.#places.set(name, place);
      this.columns.push({ name, numeric: true, drawable: false, widest: name.length });
    }
    const column = this.columns[place];
    if (column) {
      column.numeric &&= cell.kind === 'number' || cell.kind === 'null';
      column.drawable ||= cell.kind === 'number';
      column.widest = Math.max(column.widest, cell.text.length);
    }
    while (row.cells.length < place) row.cells.push(null);
    row.cells[place] = cell;
  }

  #refuse(): false {
    this.#flat = false;
    return false;
  }
}

/** Comma-separated values (RFC 4180): the table as a spreadsheet takes it. */
export function toCsv(records: FlatRecords): string {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const head = ['time_s', ...records.columns.map((c) => c.name)].map(quote).join(',');
  const lines = records.rows.map((row) =>
    [String(row.timestamp), ...records.columns.map((_, i) => row.cells[i]?.text ?? '')].map(quote).join(','),
  );
  return `${[head, ...lines].join('\r\n')}\r\n`;
}

/** Whether a JSON text is one bare value rather than a container. */
export function isScalar(text: string): boolean {
  const { kind } = valueAt(text);
  return kind !== 'object' && kind !== 'array';
}
