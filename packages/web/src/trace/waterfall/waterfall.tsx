import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { toggleAt } from '../model/collapse.ts';
import type { TraceView } from '../use-trace-view.ts';
import { HelpDialog } from './help-dialog.tsx';
import { Minimap } from './minimap.tsx';
import { TimeAxis } from './time-axis.tsx';
import { useFinding } from './use-finding.ts';
import { useWaterfallKeys } from './use-waterfall-keys.ts';
import { WaterfallRow } from './waterfall-row.tsx';
import { WaterfallToolbar } from './waterfall-toolbar.tsx';
import styles from './waterfall.module.css';

const ROW_HEIGHT = 26;

/** The spans of a trace below each other, as bars over time. Only the rows in view exist. */
export function Waterfall({ view }: { readonly view: TraceView }) {
  const { outline, visible, selected, select, collapse, setCollapse, zoom } = view;
  const scroll = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const [isHelp, setHelp] = useState(false);
  const finding = useFinding(view);
  const virtualizer = useVirtualizer({
    count: visible.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const row = useMemo(() => rowOf(visible, selected), [visible, selected]);
  useEffect(() => {
    if (row >= 0) virtualizer.scrollToIndex(row, { align: 'auto' });
  }, [row, virtualizer]);
  const toggle = useCallback((place: number) => setCollapse(toggleAt(collapse, place)), [collapse, setCollapse]);
  const onKeyDown = useWaterfallKeys({ view, row, finding, search, openHelp: () => setHelp(true) });
  return (
    <>
      <WaterfallToolbar view={view} finding={finding} searchRef={search} onHelp={() => setHelp(true)} />
      <Minimap view={view} />
      <TimeAxis zoom={zoom} />
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
              key={visible[index]}
              outline={outline}
              place={visible[index]}
              top={start}
              zoom={zoom}
              collapse={collapse}
              isSelected={visible[index] === selected}
              isMatch={finding.matches === undefined ? undefined : finding.matches.has(visible[index])}
              onSelect={select}
              onToggle={toggle}
            />
          ))}
        </div>
      </div>
      {isHelp && <HelpDialog onClose={() => setHelp(false)} />}
    </>
  );
}

/** Places ascend, so the row of one is found by halving. -1 if it is folded away. */
function rowOf(visible: Int32Array, place: number): number {
  let low = 0;
  let high = visible.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (visible[middle] === place) return middle;
    if (visible[middle] < place) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
