import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { toggleAt } from '../model/collapse.ts';
import type { TraceView } from '../use-trace-view.ts';
import { WaterfallRow } from './waterfall-row.tsx';
import styles from './waterfall.module.css';

const ROW_HEIGHT = 26;
/** A row that leaves the view becomes the one that enters it. More rows than a screen has. */
const RECYCLED_ROWS = 256;

interface WaterfallRowsProps {
  readonly view: TraceView;
  /** Of the selected span; -1 for none. */
  readonly row: number;
  readonly matches: ReadonlySet<number> | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The rows that scroll. Only those in view exist, and nothing else is drawn again while one scrolls. */
export function WaterfallRows({ view, row, matches, onKeyDown }: WaterfallRowsProps) {
  const { outline, visible, selected, select, collapse, setCollapse, zoom } = view;
  const scroll = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  });
  useEffect(() => {
    if (row >= 0) virtualizer.scrollToIndex(row, { align: 'auto' });
  }, [row, virtualizer]);
  const toggle = useCallback((place: number) => setCollapse(toggleAt(collapse, place)), [collapse, setCollapse]);
  return (
    <div
      ref={scroll}
      role="tree"
      aria-label={`Spans of the trace, ${visible.length} of ${outline.count} shown`}
      tabIndex={0}
      aria-activedescendant={row >= 0 ? `span-${selected}` : undefined}
      className={styles.scroll}
      onKeyDown={onKeyDown}
    >
      <div className={styles.rows} style={{ height: virtualizer.getTotalSize() }} role="presentation">
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <WaterfallRow
            key={index % RECYCLED_ROWS}
            outline={outline}
            place={visible[index]}
            top={start}
            zoom={zoom}
            collapse={collapse}
            isSelected={visible[index] === selected}
            isMatch={matches === undefined ? undefined : matches.has(visible[index])}
            onSelect={select}
            onToggle={toggle}
          />
        ))}
      </div>
    </div>
  );
}
