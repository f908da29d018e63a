import { checkQuery } from '@throughline/query-language';
import { useMemo } from 'react';
import { findByLabel } from '../model/find-by-label.ts';
import { useMatches } from '../queries.ts';
import type { TraceView } from '../use-trace-view.ts';

/** What a search within the trace finds. */
export interface Finding {
  /** `undefined` while nothing is searched for. */
  readonly matches: ReadonlySet<number> | undefined;
  /** Ascending. */
  readonly places: readonly number[];
  readonly isSearching: boolean;
  /** Why the text is no query; it is searched for in names and services all the same. */
  readonly error: string | undefined;
  /** Goes to the next match after the selected span (`1`) or before it (`-1`), around the ends. */
  readonly step: (direction: 1 | -1) => void;
}

/** Searches names and services at once, and by the query language in the hub. */
export function useFinding({ outline, find, selected, select }: TraceView): Finding {
  const problem = find === '' ? undefined : checkQuery(find)[0];
  const { data, isFetching } = useMatches(outline.summary.traceId, problem === undefined ? find : '');
  const places = useMemo(() => {
    if (find === '') return [];
    const found = new Set([...findByLabel(outline, find), ...(problem === undefined ? (data ?? []) : [])]);
    return [...found].toSorted((a, b) => a - b);
  }, [outline, find, data, problem]);
  const matches = useMemo(() => (find === '' ? undefined : new Set(places)), [find, places]);
  const step = (direction: 1 | -1): void => {
    if (places.length === 0) return;
    const next =
      direction > 0 ? places.find((place) => place > selected) : places.findLast((place) => place < selected);
    select(next ?? (direction > 0 ? places[0] : places.at(-1)!));
  };
  return { matches, places, isSearching: isFetching, error: problem?.message, step };
}
