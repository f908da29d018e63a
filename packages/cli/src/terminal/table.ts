import type { Style } from './style.ts';
import { columnsOf, fit, harmless, truncate } from './text.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right';
  /** Made harmless and cut to the column by the table. */
  text(row: Row): string;
  /** Colours a cell that has its final width. */
  paint?(cell: string, row: Row): string;
  /** Gives way in a narrow terminal, down to so many columns. Default: keeps its width. */
  readonly shrinksTo?: number;
  /** Left out where even that is not enough; the last one first. */
  readonly optional?: true;
}

export interface TableOptions {
  readonly style: Style;
  /** Columns of the terminal. */
  readonly width: number;
}

const GAP = '  ';

interface Sized<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly string[];
  width: number;
}

/** Formats rows below a line of titles; each line ends with a line break. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { style, width }: TableOptions,
): string {
  const sized = fitTo(
    columns.map((column) => measure(column, rows)),
    width,
  );
  const titles = sized.map((one) => align(one, one.column.title)).join(GAP);
  const lines = rows.map((row, index) =>
    sized
      .map((one) => {
        const cell = align(one, one.cells[index]);
        return one.column.paint?.(cell, row) ?? cell;
      })
      .join(GAP)
      .trimEnd(),
  );
  return [style.dim(titles.trimEnd()), ...lines, ''].join('\n');
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): Sized<Row> {
  const cells = rows.map((row) => harmless(column.text(row)));
  return { column, cells, width: Math.max(columnsOf(column.title), ...cells.map(columnsOf)) };
}

function fitTo<Row>(all: readonly Sized<Row>[], width: number): readonly Sized<Row>[] {
  let kept = all;
  while (leastWidth(kept) > width) {
    const victim = kept.findLast(({ column }) => column.optional);
    if (victim === undefined) break;
    kept = kept.filter((one) => one !== victim);
  }
  // The widest gives way first, so that a long name does not cost the short ones anything.
  for (let excess = totalWidth(kept) - width; excess > 0; excess--) {
    const widest = kept
      .filter((one) => one.width > (one.column.shrinksTo ?? Number.POSITIVE_INFINITY))
      .toSorted((a, b) => b.width - a.width)[0];
    if (widest === undefined) break;
    widest.width--;
  }
  return kept;
}

function totalWidth(sized: readonly Pick<Sized<never>, 'width'>[]): number {
  return sized.reduce((sum, one) => sum + one.width, GAP.length * (sized.length - 1));
}

function leastWidth<Row>(sized: readonly Sized<Row>[]): number {
  return totalWidth(sized.map(({ width, column }) => ({ width: Math.min(width, column.shrinksTo ?? width) })));
}

function align<Row>({ column, width }: Sized<Row>, text: string): string {
  if (column.align !== 'right') return fit(text, width);
  const cut = truncate(text, width);
  return ' '.repeat(width - columnsOf(cut)) + cut;
}
