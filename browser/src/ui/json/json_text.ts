// Reads JSON as text, one level at a time. JSON.parse turns 1.0 into 1 and 12345678901234567890 into
// 12345678901234567000; what a pipeline gave, and what a visitor typed, must be shown and sent as it is.

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** A value's place in its text: `text.slice(start, end)`. */
export interface Span {
  kind: JsonKind;
  start: number;
  end: number;
  /** The value goes on where reading stopped, at `end`. */
  cut?: boolean;
}

/** In place of an offset: reading stopped before it. */
const CUT = Number.POSITIVE_INFINITY;

/** A member of an object, with the key unescaped, or an element of an array (key null). */
export interface Member extends Span {
  key: string | null;
}

/** Where JSON text stops being JSON. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  /** Offset in UTF-16 units. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(text: string, offset: number, wanted: string) {
    const before = text.slice(0, offset);
    const line = before.split('\n').length;
    const column = offset - before.lastIndexOf('\n');
    const found =
      offset >= text.length ? 'the text ends' : `“${[...text.slice(offset, offset + 2)][0] ?? ''}” stands`;
    super(`Line ${line}, column ${column}: ${found} where ${wanted} should be.`);
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: [string, JsonKind][] = [
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['null', 'null'],
];

function skipSpace(text: string, at: number): number {
  let i = at;
  for (;;) {
    const c = text.charCodeAt(i);
    if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return i;
    i += 1;
  }
}

function skipString(text: string, at: number, limit: number): number {
  for (let i = at + 1; i < text.length; i += 1) {
    if (i > limit) return CUT;
    const c = text.charCodeAt(i);
    if (c === 34) return i + 1;
    if (c < 32) throw new JsonTextError(text, i, 'the end of a string (“"”), or \\n for a line break,');
    if (c === 92) {
      i += 1;
      const letter = text[i] ?? '';
      if (letter === 'u' && /^[\da-fA-F]{4}$/.test(text.slice(i + 1, i + 5))) i += 4;
      else if (!'"\\/bfnrt'.includes(letter) || letter === '') {
        throw new JsonTextError(text, i, 'one of " \\ / b f n r t or u with four digits');
      }
    }
  }
  throw new JsonTextError(text, text.length, 'the end of a string (“"”)');
}

function kindAt(text: string, at: number): JsonKind {
  const c = text[at];
  if (c === '{') return 'object';
  if (c === '[') return 'array';
  if (c === '"') return 'string';
  for (const [word, kind] of WORDS) if (text.startsWith(word, at)) return kind;
  NUMBER.lastIndex = at;
  if (NUMBER.test(text)) return 'number';
  throw new JsonTextError(text, at, 'a value');
}

function skipScalar(text: string, at: number, kind: JsonKind, limit: number): number {
  if (kind === 'string') return skipString(text, at, limit);
  if (kind === 'number') {
    NUMBER.lastIndex = at;
    NUMBER.test(text);
    return NUMBER.lastIndex;
  }
  return at + (kind === 'null' || text[at] === 't' ? 4 : 5);
}

function skipKey(text: string, at: number, limit: number): number {
  if (text[at] !== '"') throw new JsonTextError(text, at, 'a key in double quotes');
  const end = skipString(text, at, limit);
  if (end === CUT) return CUT;
  const colon = skipSpace(text, end);
  if (text[colon] !== ':') throw new JsonTextError(text, colon, '“:”');
  return skipSpace(text, colon + 1);
}

/**
 * The value that starts at or after `at`, checked to its end, or cut where it goes on beyond `limit`.
 * Iterative: depth costs no stack.
 */
export function valueAt(text: string, at = 0, limit: number = CUT): Span {
  const start = skipSpace(text, at);
  const kind = kindAt(text, start);
  const cut: Span = { kind, start, end: limit, cut: true };
  if (kind !== 'object' && kind !== 'array') {
    const end = skipScalar(text, start, kind, limit);
    return end === CUT ? cut : { kind, start, end };
  }
  const closers: string[] = [];
  let i = start;
  let here: JsonKind = kind;
  for (;;) {
    if (here === 'object' || here === 'array') {
      const closer = here === 'object' ? '}' : ']';
      i = skipSpace(text, i + 1);
      if (text[i] !== closer) {
        closers.push(closer);
        if (closer === '}') i = skipKey(text, i, limit);
        if (i > limit) return cut;
        here = kindAt(text, i);
        continue;
      }
      i += 1;
    } else {
      i = skipScalar(text, i, here, limit);
    }
    for (;;) {
      if (i > limit) return cut;
      const closer = closers.at(-1);
      if (closer === undefined) return { kind, start, end: i };
      i = skipSpace(text, i);
      if (text[i] === closer) {
        closers.pop();
        i += 1;
        continue;
      }
      if (text[i] !== ',') throw new JsonTextError(text, i, `“,” or “${closer}”`);
      i = skipSpace(text, i + 1);
      if (closer === '}') i = skipKey(text, i, limit);
      break;
    }
    if (i > limit) return cut;
    here = kindAt(text, i);
  }
}

/** The one value that the whole text is. */
export function wholeValue(text: string): Span {
  const value = valueAt(text);
  const rest = skipSpace(text, value.end);
  if (rest < text.length) throw new JsonTextError(text, rest, 'the end');
  return value;
}

/** What an object or array holds, in order; nothing for anything else. The last one of a cut value may be cut. */
export function* members(text: string, span: Span): Generator<Member> {
  if (span.kind !== 'object' && span.kind !== 'array') return;
  const limit = span.cut ? span.end : CUT;
  let at = skipSpace(text, span.start + 1);
  while (at < span.end - 1) {
    let key: string | null = null;
    if (span.kind === 'object') {
      const end = skipString(text, at, limit);
      const value = skipKey(text, at, limit);
      if (end === CUT || value >= limit) return;
      key = stringText(text, at, end);
      at = value;
    }
    const value = valueAt(text, at, limit);
    yield { key, ...value };
    if (value.cut) return;
    at = skipSpace(text, value.end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
}

/** What the beginning of a string literal says, up to `end`, which lies inside it. */
export function stringBeginning(text: string, start: number, end: number): string {
  const said = text.slice(start + 1, end);
  const last = said.lastIndexOf('\\');
  const run = /\\*$/.exec(said.slice(Math.max(0, last - 255), last + 1))?.[0].length ?? 0;
  // An odd number of backslashes begins an escape, which the end may cut through: it is left out then.
  const needs = said[last + 1] === 'u' ? 6 : 2;
  const whole = run % 2 === 1 && said.length - last < needs ? said.slice(0, last) : said;
  return whole.includes('\\') ? (JSON.parse(`"${whole}"`) as string) : whole;
}

/** What a string literal says. */
export function stringText(text: string, start: number, end: number): string {
  const literal = text.slice(start, end);
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

/** Number of the array that `{"$array": n}` stands for, or null for any other value. */
export function arrayReference(text: string, span: Span): number | null {
  if (span.kind !== 'object' || span.end - span.start > 32) return null;
  const match = /^\{\s*"\$array"\s*:\s*(\d+)\s*\}$/.exec(text.slice(span.start, span.end));
  return match ? Number(match[1]) : null;
}
