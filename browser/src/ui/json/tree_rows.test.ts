import { expect, test } from 'vitest';
import { PAGE, TreeRows } from './tree_rows.ts';

const show = (tree: TreeRows) => tree.rows.map((r) => `${'  '.repeat(r.depth)}${r.label ?? ''}:${r.preview}`);

test('a closed value is one row with a preview in one line', () => {
  const tree = new TreeRows({ label: '3', text: '{\n  "a": 1.0,\n  "b": [1, 2]\n}' });
  expect(show(tree)).toEqual(['3:{"a": 1.0, "b": [1, 2]}']);
});

test('opening shows the members, closing hides them', () => {
  const tree = new TreeRows({ label: null, text: '{"a": 1.0, "b": [1, "x"], "c": {}}' });
  tree.toggle('');
  tree.toggle('/1');
  expect(show(tree)).toEqual([
    ':{"a": 1.0, "b": [1, "x"], "c": {}}',
    '  a:1.0',
    '  b:[1, "x"]',
    '    0:1',
    '    1:x',
    '  c:{}',
  ]);
  expect(tree.rows.map((r) => r.expandable)).toEqual([true, false, true, false, false, false]);
  tree.toggle('');
  expect(tree.rows).toHaveLength(1);
});

test('opens as far as fits', () => {
  const tree = new TreeRows({ label: null, text: '{"a": [1, 2, 3], "b": {"c": 1}}' });
  tree.openWithin(3);
  expect(tree.rows).toHaveLength(3);
  tree.openWithin(7);
  expect(tree.rows).toHaveLength(7);
});

test('a long list opens in pages, and a row in a page still knows its text', () => {
  const tree = new TreeRows({
    label: null,
    text: JSON.stringify(Array.from({ length: PAGE + 5 }, (_, i) => ({ i }))),
  });
  tree.toggle('');
  expect(tree.rows.map((r) => r.label)).toEqual([null, `0 … ${PAGE - 1}`, `${PAGE} … ${PAGE + 4}`]);
  tree.toggle('/p1');
  expect(tree.rows).toHaveLength(8);
  expect(tree.textOf(`/p1/${PAGE + 2}`)).toBe(`{"i":${PAGE + 2}}`);
  tree.toggle(`/p1/${PAGE + 2}`);
  expect(tree.rows.find((r) => r.label === 'i')?.preview).toBe(String(PAGE + 2));
  expect(tree.textOf(`/p1/${PAGE + 2}/0`)).toBe(String(PAGE + 2));
});

test('a long string opens into its lines', () => {
  const tree = new TreeRows({ label: null, text: JSON.stringify(`first\n${'x'.repeat(150)}`) });
  tree.toggle('');
  expect(tree.rows.map((r) => r.preview.length)).toEqual([101, 5, 100, 50]);
  expect(tree.rows[1]?.preview).toBe('first');
});

test('an array that lies beside the text is a leaf', () => {
  const tree = new TreeRows({ label: null, text: '{"spectrum": {"$array": 0}}' });
  tree.toggle('');
  expect(tree.rows[1]).toMatchObject({ label: 'spectrum', array: 0, expandable: false });
});

test('of a huge value the beginning is read, and the tree says so', () => {
  const items = Array.from({ length: 400_000 }, (_, i) => `{"item": ${i}}`);
  const tree = new TreeRows({ label: null, text: `[${items.join(', ')}]` });
  tree.toggle('');
  const [root, note, first] = tree.rows;
  expect(root).toMatchObject({ cut: true, expanded: true });
  expect(root?.count).toBeLessThan(400_000);
  expect(note).toMatchObject({ kind: 'note', preview: expect.stringContaining('4 MB of 7.') });
  expect(first?.label).toBe('0 … 499');
});

test('a huge string opens into its beginning, and says how much more there is', () => {
  const tree = new TreeRows({ label: null, text: JSON.stringify('0123456789'.repeat(500_000)) });
  tree.toggle('');
  expect(tree.rows).toHaveLength(502);
  expect(tree.rows[1]?.preview).toHaveLength(100);
  expect(tree.rows.at(-1)).toMatchObject({
    kind: 'note',
    preview: expect.stringMatching(/^… [\d,]+ more char/),
  });
});

test('a long number is shortened, and opens into all its digits', () => {
  const number = `1${'0'.repeat(298)}7`;
  const tree = new TreeRows({ label: null, text: number });
  expect(tree.rows[0]?.preview).toBe('100000000000…000007 (300 digits)');
  tree.openWithin(24);
  expect(tree.rows).toHaveLength(1);
  tree.toggle('');
  expect(
    tree.rows
      .slice(1)
      .map((row) => row.preview)
      .join(''),
  ).toBe(number);
});
