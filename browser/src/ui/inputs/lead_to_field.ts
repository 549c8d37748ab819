/** The way to a field from elsewhere on the page. */
import { tick } from 'svelte';

/** Gives the field of that id the focus, and brings what is said below it into sight. */
export function leadToField(id: string): void {
  document.getElementById(id)?.focus({ preventScroll: true });
  // What is wrong appears below the field, and the run bar grows by a line.
  void tick().then(() => {
    for (const part of [id, `${id}-problem`])
      document.getElementById(part)?.scrollIntoView({ block: 'nearest' });
  });
}
