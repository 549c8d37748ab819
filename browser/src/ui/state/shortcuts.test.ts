// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { handleShortcut } from './shortcuts.ts';

const actions = { run: vi.fn(), stop: vi.fn(), open: vi.fn(), undo: vi.fn() };

afterEach(() => {
  vi.clearAllMocks();
  document.body.innerHTML = '';
});

function press(where: string, key: string, options: KeyboardEventInit = {}): string[] {
  document.body.innerHTML = where;
  const target = document.body.firstElementChild ?? document.body;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...options });
  target.dispatchEvent(event);
  handleShortcut(event, actions);
  return Object.entries(actions).flatMap(([name, action]) => (action.mock.calls.length > 0 ? [name] : []));
}

describe('Enter', () => {
  test('runs where it has no meaning of its own', () => expect(press('', 'Enter')).toEqual(['run']));
  test.each([
    '<button></button>',
    '<textarea></textarea>',
    '<div role="treeitem"></div>',
    '<summary></summary>',
  ])('belongs to %s', (where) => expect(press(where, 'Enter')).toEqual([]));
  test('runs from anywhere with Ctrl or ⌘', () => {
    expect(press('<textarea></textarea>', 'Enter', { ctrlKey: true })).toEqual(['run']);
    expect(press('<textarea></textarea>', 'Enter', { metaKey: true })).toEqual(['run']);
  });
});

test('a choice is no field that text belongs to', () => {
  expect(press('<input type="radio">', 'z', { ctrlKey: true })).toEqual(['undo']);
});

test('Esc stops from anywhere', () => expect(press('<textarea></textarea>', 'Escape')).toEqual(['stop']));
test('Ctrl+O opens', () => expect(press('', 'o', { ctrlKey: true })).toEqual(['open']));
test('Ctrl+Z undoes on the page, and what was typed in a field', () => {
  expect(press('', 'z', { ctrlKey: true })).toEqual(['undo']);
  vi.clearAllMocks();
  expect(press('<textarea></textarea>', 'z', { ctrlKey: true })).toEqual([]);
});
