// A sentence of a diagnostic as it is set: names between backticks as code, a whole hash shortened.

export type SaidPart =
  | { kind: 'text' | 'code'; text: string }
  | { kind: 'hash'; text: string; short: string };

const HASH = /\b[0-9a-f]{40,128}\b/g;
const HASH_LETTERS = 12;

export function saidParts(sentence: string): SaidPart[] {
  const pieces = sentence.split('`');
  // A backtick without its partner is a letter like any other.
  if (pieces.length % 2 === 0) pieces.push(pieces.splice(-2).join('`'));
  return pieces.flatMap((piece, i) => withHashes(piece, i % 2 === 1 ? 'code' : 'text'));
}

function withHashes(piece: string, kind: 'text' | 'code'): SaidPart[] {
  const parts: SaidPart[] = [];
  let from = 0;
  for (const match of piece.matchAll(HASH)) {
    if (match.index > from) parts.push({ kind, text: piece.slice(from, match.index) });
    parts.push({ kind: 'hash', text: match[0], short: `${match[0].slice(0, HASH_LETTERS)}…` });
    from = match.index + match[0].length;
  }
  if (from < piece.length) parts.push({ kind, text: piece.slice(from) });
  return parts;
}
