import { useMemo, useRef, useState } from 'react';
import type { TraceView } from '../use-trace-view.ts';
import { HelpDialog } from './help-dialog.tsx';
import { Minimap } from './minimap.tsx';
import { TimeAxis } from './time-axis.tsx';
import { useFinding } from './use-finding.ts';
import { useWaterfallKeys } from './use-waterfall-keys.ts';
import { WaterfallRows } from './waterfall-rows.tsx';
import { WaterfallToolbar } from './waterfall-toolbar.tsx';

/** The spans of a trace below each other, as bars over time. */
export function Waterfall({ view }: { readonly view: TraceView }) {
  const { visible, selected, zoom } = view;
  const search = useRef<HTMLInputElement>(null);
  const [isHelp, setHelp] = useState(false);
  const finding = useFinding(view);
  const row = useMemo(() => rowOf(visible, selected), [visible, selected]);
  const onKeyDown = useWaterfallKeys({ view, row, finding, search, openHelp: () => setHelp(true) });
  return (
    <>
      <WaterfallToolbar view={view} finding={finding} searchRef={search} onHelp={() => setHelp(true)} />
      <Minimap view={view} />
      <TimeAxis zoom={zoom} />
      <WaterfallRows view={view} row={row} matches={finding.matches} onKeyDown={onKeyDown} />
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
