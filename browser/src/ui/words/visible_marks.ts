/**
 * Text of others with what cannot be seen spelled as the terminal spells it (`\u{202e}`): control
 * characters, and marks that turn a line around. The joiners stay: some scripts and emoji need them.
 */
export function visibleMarks(text: string): string {
  return text.replace(UNSEEN, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}

const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it must find
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
