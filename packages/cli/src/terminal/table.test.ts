import { expect, test } from 'vitest';
import { createStyle } from './style.ts';
import { formatTable } from './table.ts';
import type { Column } from './table.ts';

type Row = readonly [name: string, count: number];

const COLUMNS: readonly Column<Row>[] = [
  { title: 'NAME', text: ([name]) => name, shrinksTo: 6 },
  { title: 'COUNT', align: 'right', text: ([, count]) => String(count) },
  { title: 'TWICE', align: 'right', text: ([, count]) => String(2 * count), optional: true },
];

const ROWS: readonly Row[] = [
  ['a long name', 7],
  ['日本', 12345],
];

function check(width: number, expected: readonly string[]): void {
  expect(formatTable(ROWS, COLUMNS, { style: createStyle(false), width }).split('\n')).toEqual([...expected, '']);
}

test('columns are as wide as they need, give way, and are left out', () => {
  check(80, ['NAME         COUNT  TWICE', 'a long name      7     14', '日本         12345  24690']);
  check(25, ['NAME         COUNT  TWICE', 'a long name      7     14', '日本         12345  24690']);
  check(24, ['NAME        COUNT  TWICE', 'a long na…      7     14', '日本        12345  24690']);
  check(20, ['NAME    COUNT  TWICE', 'a lon…      7     14', '日本    12345  24690']);
  check(19, ['NAME         COUNT', 'a long name      7', '日本         12345']);
  // What is left out no further may be wider than the terminal.
  check(5, ['NAME    COUNT', 'a lon…      7', '日本    12345']);
});

test('cells cannot write to the terminal', () => {
  const rows: readonly Row[] = [['x\u001b[31m\nred', 1]];
  expect(formatTable(rows, COLUMNS, { style: createStyle(false), width: 80 })).toBe(
    'NAME        COUNT  TWICE\nx␛[31m␊red      1      2\n',
  );
});

test('cells are painted at their final width', () => {
  const [name, ...rest] = COLUMNS;
  const painted = [{ ...name, paint: (cell: string) => `<${cell}>` }, ...rest];
  expect(formatTable(ROWS, painted, { style: createStyle(false), width: 20 })).toContain('<a lon…>');
});
