import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { correctSkew, hasSkew } from './model/clock-skew.ts';
import { findVisible, formatCollapse, parseCollapse, revealPlace } from './model/collapse.ts';
import type { Collapse } from './model/collapse.ts';
import { placeOf, spanIdAt } from './model/outline.ts';
import type { Outline } from './model/outline.ts';
import { formatZoom, parseZoom } from './model/zoom.ts';
import type { Zoom } from './model/zoom.ts';

const route = getRouteApi('/trace/$traceId');

/** A browser counts changes of the address, so a key that is held does not change it each time. */
const ADDRESS_DELAY_MS = 200;

/** What of a trace is looked at, all of it from the address, and how to change it. */
export interface TraceView {
  /** With its times as they are shown. */
  readonly outline: Outline;
  /** Place of the span whose panel is open; -1 for none. */
  readonly selected: number;
  readonly select: (place: number) => void;
  readonly collapse: Collapse;
  readonly setCollapse: (collapse: Collapse) => void;
  readonly visible: Int32Array;
  readonly zoom: Zoom;
  readonly setZoom: (zoom: Zoom) => void;
  readonly find: string;
  readonly setSearch: (search: Readonly<Record<string, string | undefined>>) => void;
}

/** The view of a trace whose outline is there. */
export function useTraceView(sent: Outline): TraceView {
  const search = route.useSearch();
  const isCorrected = search.clock === 'corrected';
  const outline = useMemo(() => (isCorrected && hasSkew(sent) ? correctSkew(sent) : sent), [isCorrected, sent]);
  const navigate = useNavigate();
  const setSearch = useCallback(
    (change: Readonly<Record<string, string | undefined>>) =>
      void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  const collapse = useMemo(() => parseCollapse(search.collapse), [search.collapse]);
  const visible = useMemo(() => findVisible(outline, collapse), [outline, collapse]);
  const { durationNs } = outline.summary;
  const zoom = useMemo(() => parseZoom(search.zoom, durationNs), [search.zoom, durationNs]);
  const [selected, setSelected] = useSelected(outline, search.span, setSearch);
  const setCollapse = useCallback((next: Collapse) => setSearch({ collapse: formatCollapse(next) }), [setSearch]);
  const setZoom = useCallback(
    (next: Zoom) => setSearch({ zoom: formatZoom(next, durationNs) }),
    [setSearch, durationNs],
  );
  const select = useCallback(
    (place: number) => {
      setSelected(place);
      const revealed = place < 0 ? collapse : revealPlace(outline, collapse, place);
      if (revealed !== collapse && findVisible(outline, collapse).indexOf(place) < 0) setCollapse(revealed);
    },
    [outline, collapse, setSelected, setCollapse],
  );
  return {
    outline,
    selected,
    select,
    collapse,
    setCollapse,
    visible,
    zoom,
    setZoom,
    find: search.find ?? '',
    setSearch,
  };
}

function useSelected(
  outline: Outline,
  spanId: string | undefined,
  setSearch: TraceView['setSearch'],
): readonly [number, (place: number) => void] {
  const fromAddress = spanId === undefined ? -1 : placeOf(outline, spanId);
  const [selected, setSelected] = useState(fromAddress);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setSelected(fromAddress), [fromAddress]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const set = useCallback(
    (place: number) => {
      setSelected(place);
      clearTimeout(timer.current);
      timer.current = setTimeout(
        () => setSearch({ span: place < 0 ? undefined : spanIdAt(outline, place) }),
        ADDRESS_DELAY_MS,
      );
    },
    [outline, setSearch],
  );
  return [selected, set];
}
