// Hands a file to the visitor.
import { formatCount, formatPlural } from '../words/format.ts';

const KEPT_MS = 60_000;

export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads it after the click; when it has finished is not told.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}

export function downloadText(text: string, name: string, type: string): void {
  download(new Blob([text], { type }), name);
}

/**
 * What a file's name says where it does not hold all that the run gives: "newest-17713" where retention has
 * dropped the beginning, "partial" where the run did not come to its end. Else nothing.
 */
export function partWords(kept: number, dropped: number, whole: boolean): string[] {
  return [...(dropped > 0 ? [`newest-${kept}`] : []), ...(whole ? [] : ['partial'])];
}

/** A button's title where retention has dropped something, else undefined. */
export function newestTitle(kept: number, dropped: number): string | undefined {
  if (dropped <= 0) return undefined;
  return `Saves the newest ${formatCount(kept)} of ${formatPlural(kept + dropped, 'packet')}`;
}

/** A name that every file system takes. */
export function fileName(...parts: string[]): string {
  return parts
    .join('-')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 100);
}
