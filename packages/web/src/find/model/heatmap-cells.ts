import type { Heatmap } from '@throughline/hub';

/** A place in a plot, both from 0 to 1 from the upper left. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

/** Column and row at a place. Row 0 is at the bottom. */
export function cellAt(
  { columnCount, durationEdgesNs }: Heatmap,
  { x, y }: PlotPoint,
): { column: number; row: number } {
  const rows = durationEdgesNs.length - 1;
  return {
    column: Math.min(columnCount - 1, Math.max(0, Math.floor(x * columnCount))),
    row: Math.min(rows - 1, Math.max(0, Math.floor((1 - y) * rows))),
  };
}

/** How strong a cell's colour is, 0 to 1: by the logarithm, so that single spans are seen beside thousands. */
export function strengthOf(count: number, most: number): number {
  return most <= 1 ? 1 : 0.25 + 0.75 * (Math.log(count) / Math.log(most));
}

/** A few rows whose lower edge is written beside them: at most `count`, evenly spaced. */
export function labelledRows(rows: number, count: number): number[] {
  const step = Math.max(1, Math.ceil(rows / count));
  return Array.from({ length: Math.ceil(rows / step) }, (_, index) => index * step);
}

/** The lowest row at and above which at most `share` of the spans are; the highest that has any if even those are more. */
export function slowRow({ cells, durationEdgesNs }: Heatmap, share: number): number {
  const rows = durationEdgesNs.length - 1;
  const counts = Array.from({ length: rows }, () => 0);
  for (const { row, count } of cells) counts[row] += count;
  const most = counts.reduce((sum, count) => sum + count, 0) * share;
  let row = counts.findLastIndex((count) => count > 0);
  let above = counts[row] ?? 0;
  while (row > 0 && above + counts[row - 1] <= most) above += counts[--row];
  return Math.max(0, row);
}
