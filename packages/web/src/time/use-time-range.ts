import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { DEFAULT_RANGE } from './time-range.ts';
import type { TimeRange } from './time-range.ts';

/** The range of time that the address has, on any page, and how to set another. */
export function useTimeRange(): readonly [TimeRange, (range: TimeRange) => void] {
  const search = useSearch({ strict: false }) as Partial<TimeRange>;
  const { start = DEFAULT_RANGE.start, end = DEFAULT_RANGE.end } = search;
  const range = useMemo(() => ({ start, end }), [start, end]);
  const navigate = useNavigate();
  const setRange = useCallback(
    (next: TimeRange) => void navigate({ to: '.', search: (before) => ({ ...before, ...next }) }),
    [navigate],
  );
  return [range, setRange];
}
