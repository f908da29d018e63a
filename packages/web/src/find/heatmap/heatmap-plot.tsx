import type { Heatmap } from '@throughline/hub';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { PointerEvent } from 'react';
import { useCanvas } from '../../design/canvas.ts';
import { formatDurationNs } from '../../design/quantity.ts';
import { cellAt, labelledRows } from '../model/heatmap-cells.ts';
import { selectCells } from '../model/selection.ts';
import type { CellBox, Selection } from '../model/selection.ts';
import { drawHeatmap } from './draw-heatmap.ts';
import { HeatmapTimes } from './heatmap-times.tsx';
import { HeatmapTooltip } from './heatmap-tooltip.tsx';
import styles from './heatmap.module.css';

interface Cell {
  readonly column: number;
  readonly row: number;
}

interface HeatmapPlotProps {
  readonly heatmap: Heatmap | undefined;
  readonly selection: Selection | undefined;
  readonly onSelect: (selection: Selection | undefined) => void;
}

/** The picture, with the box that is being drawn. */
export function HeatmapPlot({ heatmap, selection, onSelect }: HeatmapPlotProps) {
  const navigate = useNavigate();
  const [pressed, setPressed] = useState<Cell>();
  const [hovered, setHovered] = useState<Cell>();
  const box = useMemo(
    () => (pressed === undefined || hovered === undefined ? undefined : boxOf(pressed, hovered)),
    [pressed, hovered],
  );
  const drawn = useMemo(
    () => (box !== undefined && heatmap !== undefined ? selectCells(heatmap, box) : selection),
    [box, heatmap, selection],
  );
  const canvas = useCanvas(useCallback((drawing) => drawHeatmap(drawing, heatmap, drawn), [heatmap, drawn]));
  const cellOf = (event: PointerEvent<HTMLCanvasElement>): Cell | undefined => {
    if (heatmap === undefined) return undefined;
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    return cellAt(heatmap, { x: (event.clientX - left) / width, y: (event.clientY - top) / height });
  };
  const release = (): void => {
    setPressed(undefined);
    if (heatmap === undefined || box === undefined) return;
    if (box.columns[0] !== box.columns[1] || box.rows[0] !== box.rows[1]) return onSelect(selectCells(heatmap, box));
    const cell = heatmap.cells.find(({ column, row }) => column === box.columns[0] && row === box.rows[0]);
    if (cell === undefined) onSelect(undefined);
    else void navigate({ to: '/trace/$traceId', params: { traceId: cell.traceId } });
  };
  const edges = heatmap?.durationEdgesNs ?? [];
  return (
    <div className={styles.plot}>
      <div className={styles.durations} aria-hidden="true">
        {labelledRows(Math.max(0, edges.length - 1), 5).map((row) => (
          <span key={row} style={{ bottom: `${(row / (edges.length - 1)) * 100}%` }}>
            {formatDurationNs(edges[row])}
          </span>
        ))}
      </div>
      <div className={styles.canvas}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={describe(heatmap)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            setPressed(cellOf(event));
            setHovered(cellOf(event));
          }}
          onPointerMove={(event) => setHovered(cellOf(event))}
          onPointerUp={release}
          onPointerCancel={() => setPressed(undefined)}
          onPointerLeave={() => setHovered(undefined)}
        />
        {heatmap !== undefined && hovered !== undefined && pressed === undefined && (
          <HeatmapTooltip heatmap={heatmap} {...hovered} />
        )}
        {heatmap?.cells.length === 0 && <p className={styles.empty}>No spans in this range of time</p>}
      </div>
      <HeatmapTimes heatmap={heatmap} />
    </div>
  );
}

function boxOf(from: Cell, to: Cell): CellBox {
  return { columns: [from.column, to.column], rows: [from.row, to.row] };
}

function describe(heatmap: Heatmap | undefined): string {
  if (heatmap === undefined) return 'Durations over time, loading';
  const rows = heatmap.cells.map(({ row }) => row);
  if (rows.length === 0) return 'Durations over time: no spans';
  const edges = heatmap.durationEdgesNs;
  return `Durations over time: ${heatmap.spans} spans between ${formatDurationNs(edges[Math.min(...rows)])} and ${formatDurationNs(edges[Math.max(...rows) + 1])}`;
}
