import { useCallback, useMemo, useState } from 'react';
import type { MouseEvent } from 'react';
import { useCanvas } from '../../design/canvas.ts';
import { formatCount, formatDurationNs, formatShare } from '../../design/quantity.ts';
import { layOutFlame, mergeCallPaths } from '../model/call-paths.ts';
import type { CallPath, FlameBox } from '../model/call-paths.ts';
import type { TraceView } from '../use-trace-view.ts';
import { drawFlame, FLAME_ROW_PX } from './draw-flame.ts';
import styles from './flame-graph.module.css';

/** Half a pixel of a wide screen. */
const MIN_WIDTH = 1 / 4000;
/** A canvas cannot be higher. */
const MAX_ROWS = 600;

/** Where time is spent: spans of the same call path are one box, as wide as their own time and that of what they called. */
export function FlameGraph({ view: { outline, select } }: { readonly view: TraceView }) {
  const top = useMemo(() => mergeCallPaths(outline), [outline]);
  const [focus, setFocus] = useState<readonly CallPath[]>([]);
  const [hovered, setHovered] = useState<FlameBox>();
  const shown = focus.at(-1);
  const boxes = useMemo(() => layOutFlame(shown === undefined ? top : around(shown), MIN_WIDTH), [top, shown]);
  const deepest = boxes.reduce((most, { row }) => Math.max(most, row), 0) + 1;
  const canvas = useCanvas(useCallback((drawing) => drawFlame(drawing, boxes, hovered), [boxes, hovered]));
  const boxAt = (event: MouseEvent<HTMLCanvasElement>): FlameBox | undefined => {
    const { left, top: upper, width } = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - left) / width;
    const row = Math.floor((event.clientY - upper) / FLAME_ROW_PX);
    return boxes.find((box) => box.row === row && x >= box.left && x < box.left + box.width);
  };
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label="Flame graph">
      <p className={styles.said}>
        {hovered === undefined
          ? 'Own time by call path, spans that did the same merged. Click to look closer. The table Operations has the same numbers.'
          : describe(hovered.path, top.totalNs)}
      </p>
      {shown !== undefined && (
        <p className={styles.said}>
          <button onClick={() => setFocus(focus.slice(0, -1))}>Back</button>{' '}
          <button onClick={() => select(shown.longest)}>Show the longest span of {shown.name}</button>
        </p>
      )}
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Flame graph of ${formatCount(boxes.length)} call paths`}
        style={{ height: Math.min(deepest, MAX_ROWS) * FLAME_ROW_PX }}
        onMouseMove={(event) => setHovered(boxAt(event))}
        onMouseLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const box = boxAt(event);
          if (box === undefined) return;
          if (box.path.children.size > 0 && box.path !== shown) setFocus([...focus, box.path]);
          else select(box.path.longest);
        }}
      />
      {deepest > MAX_ROWS && (
        <p className={styles.said}>{formatCount(deepest - MAX_ROWS)} deeper levels: click to look closer.</p>
      )}
    </div>
  );
}

/** A path alone, as if it were the root. */
function around(path: CallPath): CallPath {
  return { ...path, children: new Map([['', path]]) };
}

function describe({ service, name, count, selfNs, totalNs, errors }: CallPath, allNs: number): string {
  const failed = errors > 0 ? `, ${formatCount(errors)} failed` : '';
  return `${service} ${name}: ${formatCount(count)} spans${failed}, ${formatDurationNs(totalNs)} (${formatShare(allNs === 0 ? 0 : totalNs / allNs)}), own ${formatDurationNs(selfNs)}`;
}
