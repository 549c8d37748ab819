/** The way to the notes from elsewhere on the page. */
import type { PackageSession } from '../state/package_session.svelte.ts';

/** On one column the inspector lies far below. */
export function showNotes(session: PackageSession): void {
  session.inspected = 'notes';
  document.getElementById('inspector')?.scrollIntoView({ block: 'start' });
}
