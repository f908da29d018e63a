import type { KeyboardEvent, RefObject } from 'react';
import { isCollapsed, toggleAt } from '../model/collapse.ts';
import { zoomBy } from '../model/zoom.ts';
import type { TraceView } from '../use-trace-view.ts';
import type { Finding } from './use-finding.ts';

interface WaterfallKeysOptions {
  readonly view: TraceView;
  /** Row of the selected span; -1 for none. */
  readonly row: number;
  readonly finding: Finding;
  readonly search: RefObject<HTMLInputElement | null>;
  readonly openHelp: () => void;
}

const PAGE_ROWS = 20;

/** What keys do while the waterfall has the focus; help-dialog.tsx says it to people. */
export function useWaterfallKeys(options: WaterfallKeysOptions): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actionsOf(options)[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
}

function actionsOf({ view, row, finding, search, openHelp }: WaterfallKeysOptions): Record<string, () => void> {
  const { visible, select } = view;
  const move = (by: number) => () => select(visible[Math.min(visible.length - 1, Math.max(0, row + by))]);
  const down = move(1);
  const up = move(-1);
  return {
    j: down,
    ArrowDown: down,
    k: up,
    ArrowUp: up,
    PageDown: move(PAGE_ROWS),
    PageUp: move(-PAGE_ROWS),
    Home: () => select(visible[0]),
    End: () => select(visible[visible.length - 1]),
    h: () => fold(view),
    ArrowLeft: () => fold(view),
    l: () => unfold(view),
    ArrowRight: () => unfold(view),
    '/': () => search.current?.focus(),
    n: () => finding.step(1),
    N: () => finding.step(-1),
    '+': () => zoomSelected(view, 0.5),
    '-': () => zoomSelected(view, 2),
    '0': () => view.setZoom({ fromNs: 0, toNs: view.outline.summary.durationNs }),
    '?': openHelp,
    Escape: () => select(-1),
  };
}

/** Folds the selected span or, if there is nothing to fold, goes to its parent. */
function fold({ outline, collapse, setCollapse, selected, select }: TraceView): void {
  if (selected < 0) return;
  const isOpen = outline.descendantCount[selected] > 0 && !isCollapsed(outline, collapse, selected);
  if (isOpen) setCollapse(toggleAt(collapse, selected));
  else if (outline.parent[selected] >= 0) select(outline.parent[selected]);
}

/** Unfolds it or, if it is open, goes to its first child. */
function unfold({ outline, collapse, setCollapse, selected, select }: TraceView): void {
  if (selected < 0 || outline.descendantCount[selected] === 0) return;
  if (isCollapsed(outline, collapse, selected)) setCollapse(toggleAt(collapse, selected));
  else select(selected + 1);
}

function zoomSelected({ outline, selected, zoom, setZoom }: TraceView, factor: number): void {
  const { durationNs } = outline.summary;
  const middle = (zoom.fromNs + zoom.toNs) / 2;
  const aroundNs = selected < 0 ? middle : outline.offsetNs[selected] + outline.durationNs[selected] / 2;
  const isSeen = aroundNs >= zoom.fromNs && aroundNs <= zoom.toNs;
  setZoom(zoomBy(zoom, factor, { aroundNs: isSeen ? aroundNs : middle, durationNs }));
}
