import type { Heatmap } from '@throughline/hub';
import { formatCount, formatDurationNs } from '../../design/quantity.ts';
import styles from './heatmap.module.css';

interface HeatmapTooltipProps {
  readonly heatmap: Heatmap;
  readonly column: number;
  readonly row: number;
}

/** What a cell is about. */
export function HeatmapTooltip({ heatmap, column, row }: HeatmapTooltipProps) {
  const cell = heatmap.cells.find((one) => one.column === column && one.row === row);
  if (cell === undefined) return null;
  const { durationEdgesNs: edges, columnCount } = heatmap;
  const isRight = column > columnCount / 2;
  const place = isRight
    ? { right: `${100 - (column / columnCount) * 100}%` }
    : { left: `${((column + 1) / columnCount) * 100}%` };
  return (
    <div className={styles.tooltip} style={place}>
      {formatDurationNs(edges[row])} – {formatDurationNs(edges[row + 1])}
      <br />
      {formatCount(cell.count)} {cell.count === 1 ? 'span' : 'spans'}
      {cell.errors > 0 && <span className="error-text">, {formatCount(cell.errors)} failed</span>}
    </div>
  );
}
