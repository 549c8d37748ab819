// The rows that a JSON tree shows, so that a window of them can be drawn without building the rest.
// A stream is a list of roots; most are closed, so only the opened ones have their rows counted.
import { formatBytes, formatPlural, shortenNumber } from '../words/format.ts';
import {
  arrayReference,
  type JsonKind,
  type Member,
  members,
  type Span,
  stringBeginning,
  stringText,
  valueAt,
} from './json_text.ts';

/** One packet's JSON. */
export interface TreeRoot {
  /** What stands before the value: the packet's number, or null for a single value. */
  label: string | null;
  text: string;
}

export interface TreeRow {
  /** Names the row among those of its root: the path of member numbers. */
  id: string;
  depth: number;
  label: string | null;
  /** `note`: no value, but words about what is not shown. */
  kind: JsonKind | 'note';
  /** The value in one line, cut to what fits. */
  preview: string;
  /** Number of a tensor that stands here, else null. */
  array: number | null;
  expandable: boolean;
  expanded: boolean;
  /** How many members an expanded value has, else null. */
  count: number | null;
  /** There are more members than those that are counted. */
  cut: boolean;
  position: number;
  siblings: number;
}

const PREVIEW = 100;
/** A longer string or number opens into rows of this many letters. */
const STRING_ROW = 100;
/** So much of a value is read, in characters: more would hold up the page for longer than a blink. */
const MOST_READ = 4e6;
/** A longer list is shown in pages of this many. */
export const PAGE = 500;

/** Members of a value, or pages of them: what one level of the tree has under it. */
interface Level {
  members: Member[];
}

/** A root with the paths that are open in it. */
export class TreeRows {
  readonly #root: TreeRoot;
  readonly #whole: Span;
  readonly #open = new Set<string>();
  readonly #levels = new Map<string, Level>();
  #rows: TreeRow[] | null = null;

  constructor(root: TreeRoot, position = 1, siblings = 1) {
    this.#root = root;
    this.#whole = valueAt(root.text, 0, Math.min(MOST_READ, root.text.length));
    this.position = position;
    this.siblings = siblings;
  }

  readonly position: number;
  readonly siblings: number;

  get isNumbered(): boolean {
    return this.#root.label !== null;
  }

  get rows(): TreeRow[] {
    if (this.#rows === null) {
      this.#rows = [];
      this.#add(this.#rows, '', 0, this.#root.label, this.#whole, this.position, this.siblings);
    }
    return this.#rows;
  }

  toggle(id: string): void {
    if (this.#open.has(id)) this.#open.delete(id);
    else this.#open.add(id);
    this.#rows = null;
  }

  /** Opens levels from the root down while the whole stays within a number of rows. */
  openWithin(rows: number): void {
    for (;;) {
      const closed = this.rows.filter((row) => row.expandable && !row.expanded && row.kind !== 'number');
      if (closed.length === 0) return;
      for (const row of closed) this.#open.add(row.id);
      this.#rows = null;
      if (this.rows.length <= rows) continue;
      for (const row of closed) this.#open.delete(row.id);
      this.#rows = null;
      return;
    }
  }

  /** The text of the value in a row, as it came. */
  textOf(id: string): string {
    const span = this.#spanOf(id);
    return this.#root.text.slice(span.start, span.end);
  }

  #spanOf(id: string): Span {
    let span = this.#whole;
    let path = '';
    for (const part of id.split('/').slice(1)) {
      const level = this.#level(path, span);
      path += `/${part}`;
      if (part.startsWith('p')) continue;
      span = level.members[Number(part)] ?? span;
    }
    return span;
  }

  #level(path: string, span: Span): Level {
    // A page has its list's members: the path without the page.
    const owner = path.replace(/\/p\d+$/, '');
    let level = this.#levels.get(owner);
    if (level === undefined) {
      level = { members: [...members(this.#root.text, span)] };
      this.#levels.set(owner, level);
    }
    return level;
  }

  #add(
    rows: TreeRow[],
    id: string,
    depth: number,
    label: string | null,
    span: Span,
    position: number,
    siblings: number,
  ) {
    const text = this.#root.text;
    const array = arrayReference(text, span);
    const container = span.kind === 'object' || span.kind === 'array';
    const filled = /\S/.test(text.slice(span.start + 1, Math.min(span.end - 1, span.start + 64)));
    const expandable = container ? array === null && filled : isLong(text, span);
    const expanded = expandable && this.#open.has(id);
    rows.push({
      id,
      depth,
      label,
      kind: span.kind,
      array,
      expandable,
      expanded,
      count: expanded && container ? this.#level(id, span).members.length : null,
      cut: span.cut ?? false,
      position,
      siblings,
      preview: preview(text, span),
    });
    if (!expanded) return;
    if (depth === 0 && span.cut && container)
      addNote(
        rows,
        `${id}/cut`,
        1,
        `the first ${formatBytes(MOST_READ)} of ${formatBytes(text.length)} are shown`,
      );
    if (!container) {
      const said = span.kind === 'string' ? spoken(text, span) : text.slice(span.start, span.end);
      addLines(rows, id, depth + 1, span.kind, said);
      return;
    }
    const all = this.#level(id, span).members;
    if (all.length <= PAGE) {
      this.#addMembers(rows, id, depth + 1, all, 0, all.length);
      return;
    }
    const pages = Math.ceil(all.length / PAGE);
    for (let page = 0; page < pages; page += 1) {
      const from = page * PAGE;
      const to = Math.min(from + PAGE, all.length);
      const pageId = `${id}/p${page}`;
      const open = this.#open.has(pageId);
      rows.push({
        id: pageId,
        depth: depth + 1,
        label: `${from} … ${to - 1}`,
        kind: 'array',
        array: null,
        expandable: true,
        expanded: open,
        count: null,
        cut: false,
        position: page + 1,
        siblings: pages,
        preview: '',
      });
      if (open) this.#addMembers(rows, pageId, depth + 2, all, from, to);
    }
  }

  #addMembers(rows: TreeRow[], path: string, depth: number, all: Member[], from: number, to: number): void {
    for (let i = from; i < to; i += 1) {
      const member = all[i];
      if (member)
        this.#add(rows, `${path}/${i}`, depth, member.key ?? String(i), member, i - from + 1, to - from);
    }
  }
}

const isLong = (text: string, span: Span) =>
  span.end - span.start > STRING_ROW + 2 ||
  (span.kind === 'string' && text.slice(span.start, span.end).includes('\\n'));

const spoken = (text: string, { start, end, cut }: Span) =>
  cut ? stringBeginning(text, start, end) : stringText(text, start, end);

/** A long string's lines, or a number's digits, each cut into rows; the first {@link PAGE} of them. */
function addLines(rows: TreeRow[], id: string, depth: number, kind: JsonKind, said: string): void {
  const parts: string[] = [];
  let at = 0;
  while (at <= said.length && parts.length < PAGE) {
    const breakAt = said.indexOf('\n', at);
    const lineEnd = breakAt < 0 ? said.length : breakAt;
    let end = Math.min(lineEnd, at + STRING_ROW);
    // Not between the halves of a surrogate pair.
    if (end < lineEnd && isHighSurrogate(said.charCodeAt(end - 1))) end += 1;
    parts.push(said.slice(at, end));
    at = end === lineEnd ? end + 1 : end;
  }
  parts.forEach((preview, i) => {
    rows.push({
      ...LEAF,
      id: `${id}/s${i}`,
      depth,
      kind,
      position: i + 1,
      siblings: parts.length,
      preview,
    });
  });
  if (at < said.length)
    addNote(rows, `${id}/rest`, depth, `${formatPlural(said.length - at, 'more character')}`);
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
const LEAF = { label: null, array: null, expandable: false, expanded: false, count: null, cut: false };

/** Tells of what is not shown, and where it is. */
function addNote(rows: TreeRow[], id: string, depth: number, what: string): void {
  const preview = `… ${what}; the .json file has everything`;
  rows.push({ ...LEAF, id, depth, kind: 'note', position: 1, siblings: 1, preview });
}

/** A value in one line: scalars as they are spelled, containers with their spaces closed up. */
export function preview(text: string, span: Span): string {
  const cut = text.slice(span.start, Math.min(span.end, span.start + PREVIEW * 2));
  const whole = span.end - span.start <= PREVIEW * 2;
  if (span.kind === 'string') {
    const said = whole && !span.cut ? stringText(text, span.start, span.end) : cut.slice(1);
    const line = said.replace(/\s+/g, ' ');
    return line.length > PREVIEW || !whole ? `${line.slice(0, PREVIEW)}…` : line;
  }
  if (span.kind === 'number') return shortenNumber(text.slice(span.start, span.end));
  if (span.kind !== 'object' && span.kind !== 'array') return cut;
  const line = oneLine(cut);
  return line.length > PREVIEW || !whole ? `${line.slice(0, PREVIEW)}…` : line;
}

/** Closes up line breaks and indentation outside strings. */
function oneLine(text: string): string {
  return text
    .replace(/"(?:[^"\\]|\\.)*"?|\s+/g, (part) => (part.startsWith('"') ? part : ' '))
    .replace(/([[{]) | ([\]}])/g, '$1$2');
}
