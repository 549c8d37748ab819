/**
 * Reads fields out of what somebody sent whom nobody has vouched for. Every reader gives a value of
 * its type or throws BadMessage; objects are rebuilt from what was read, never passed on.
 */

export class BadMessage extends Error {
  override readonly name = 'BadMessage';
}

type Fields = Record<string, unknown>;

export function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadMessage(`${what} is no object`);
  return value as Fields;
}

export function list<Item>(value: unknown, what: string, read: (item: unknown) => Item): Item[] {
  if (!Array.isArray(value)) throw new BadMessage(`${what} is no list`);
  return value.map(read);
}

export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new BadMessage(`${what} is no text`);
  return value;
}

export function number(value: unknown, what: string): number {
  if (typeof value !== 'number' || Number.isNaN(value)) throw new BadMessage(`${what} is no number`);
  return value;
}

/** An integer from `least` up to, not including, `end`. */
export function integer(value: unknown, what: string, end = Number.MAX_SAFE_INTEGER, least = 0): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) >= end) {
    throw new BadMessage(`${what} is no integer from ${least} below ${end}`);
  }
  return value as number;
}

export function oneOf<Word extends string>(value: unknown, what: string, words: readonly Word[]): Word {
  if (!words.includes(value as Word)) throw new BadMessage(`${what} is none of ${words.join(', ')}`);
  return value as Word;
}
