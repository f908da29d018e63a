import { useCallback, useState } from 'react';
import type { PointerEvent } from 'react';
import { useCanvas } from '../../design/canvas.ts';
import type { Drawing } from '../../design/canvas.ts';
import { serviceColorIndex } from '../../design/service-color.ts';
import { drawMinimap } from '../model/minimap-grid.ts';
import type { Outline } from '../model/outline.ts';
import type { TraceView } from '../use-trace-view.ts';
import styles from './minimap.module.css';

const CELL_PX = 2;
const MIN_DRAG_PX = 4;

/** The whole trace, small. Drawing a span of time in it shows only that; a double click shows everything again. */
export function Minimap({ view: { outline, zoom, setZoom } }: { readonly view: TraceView }) {
  const [drag, setDrag] = useState<readonly [number, number]>();
  const canvas = useCanvas(useCallback((drawing) => paint(drawing, outline), [outline]));
  const { durationNs } = outline.summary;
  const fractionOf = (event: PointerEvent<HTMLElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const release = (event: PointerEvent<HTMLElement>): void => {
    if (drag === undefined) return;
    setDrag(undefined);
    const [from, to] = [Math.min(...drag), Math.max(...drag)];
    if ((to - from) * event.currentTarget.clientWidth < MIN_DRAG_PX) return;
    setZoom({ fromNs: from * durationNs, toNs: to * durationNs });
  };
  const [from, to] =
    drag === undefined ? [zoom.fromNs / durationNs, zoom.toNs / durationNs] : [Math.min(...drag), Math.max(...drag)];
  const isWhole = from <= 0 && to >= 1;
  return (
    <div className={styles.line}>
      <div
        className={styles.map}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([fractionOf(event), fractionOf(event)]);
        }}
        onPointerMove={(event) => drag !== undefined && setDrag([drag[0], fractionOf(event)])}
        onPointerUp={release}
        onPointerCancel={() => setDrag(undefined)}
        onDoubleClick={() => setZoom({ fromNs: 0, toNs: durationNs })}
      >
        <canvas ref={canvas} role="img" aria-label="The whole trace, small" />
        {!isWhole && (
          <>
            <div className={styles.shade} style={{ left: 0, width: `${from * 100}%` }} />
            <div className={styles.shade} style={{ left: `${to * 100}%`, right: 0 }} />
          </>
        )}
      </div>
      {!isWhole && (
        <button type="button" className={styles.reset} onClick={() => setZoom({ fromNs: 0, toNs: durationNs })}>
          Whole trace
        </button>
      )}
    </div>
  );
}

function paint({ context, width, height, color }: Drawing, outline: Outline): void {
  context.clearRect(0, 0, width, height);
  const columns = Math.max(1, Math.floor(width / CELL_PX));
  const rows = Math.max(1, Math.min(outline.count, Math.floor(height / CELL_PX)));
  const { services, errors } = drawMinimap(outline, { columns, rows });
  const cellWidth = width / columns;
  const cellHeight = Math.min(6, height / rows);
  const colors = outline.summary.services.map((service) => color(`service-${serviceColorIndex(service)}`));
  const failed = color('error');
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const cell = row * columns + column;
      if (services[cell] === 0) continue;
      context.fillStyle = errors[cell] ? failed : colors[services[cell] - 1];
      context.fillRect(column * cellWidth, row * cellHeight, cellWidth + 0.5, Math.max(1, cellHeight * 0.75));
    }
}
