// Keys that work anywhere on the page, told from keys that belong to what has the focus.

export interface ShortcutActions {
  run(): void;
  stop(): void;
  open(): void;
  undo(): void;
}

const TAKES_ENTER =
  'button, a, summary, select, textarea, input, [role="treeitem"], [role="tab"], [role="slider"], [contenteditable]';
const TAKES_TEXT = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]';

/** Whether what is typed or pasted there belongs to a field. */
export function takesText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TAKES_TEXT) !== null;
}

/** Returns whether the key did something here, so that the browser's own meaning is left out. */
export function handleShortcut(event: KeyboardEvent, actions: ShortcutActions): boolean {
  if (event.defaultPrevented || event.isComposing || event.altKey) return false;
  const target = event.target instanceof Element ? event.target : null;
  const command = event.ctrlKey || event.metaKey;
  if (event.key === 'Enter' && (command || !target?.closest(TAKES_ENTER))) actions.run();
  else if (event.key === 'Escape' && !command) actions.stop();
  else if (event.key === 'o' && command && !event.shiftKey) actions.open();
  else if (event.key === 'z' && command && !event.shiftKey && !takesText(target)) actions.undo();
  else return false;
  return true;
}
