import type { Spread } from './statistics.ts';

export interface Column<Row> {
  readonly title: string;
  format(row: Row): string;
}

/** Prints rows as a text table, the first column to the left and the others to the right. */
export function printTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => column.format(row)))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]!.length)));
  const lines = cells.map((line) => line.map((cell, index) => pad(cell, widths[index]!, index === 0)).join('  '));
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  console.log(`\n${lines.join('\n')}\n`);
}

/** `12.3 (12.1–12.9)` */
export function formatSpread({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

export function formatShare(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
}

function pad(text: string, width: number, left: boolean): string {
  return left ? text.padEnd(width) : text.padStart(width);
}
