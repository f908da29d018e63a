import type { Aggregate, AttributeDifference, FacetList, Heatmap, TraceList } from '@throughline/hub';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { fetchJson } from '../hub-api/fetch-json.ts';
import type { TimeRange } from '../time/time-range.ts';

const PAGE_TRACES = 50;

/** Traces that a query finds, page after page. */
export function useTraces(q: string, range: TimeRange) {
  return useInfiniteQuery({
    queryKey: ['traces', q, range],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<TraceList>('/traces', { q, ...range, limit: PAGE_TRACES, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

/** Spans by start and duration. */
export function useHeatmap(q: string, range: TimeRange, size: { readonly columns: number; readonly rows: number }) {
  return useQuery({
    queryKey: ['heatmap', q, range, size],
    queryFn: ({ signal }) => fetchJson<Heatmap>('/heatmap', { q, ...range, ...size }, signal),
    placeholderData: keepPreviousData,
  });
}

/** How the spans are spread over values. */
export function useFacets(q: string, range: TimeRange, keys: readonly string[]) {
  return useQuery({
    queryKey: ['facets', q, range, keys],
    queryFn: ({ signal }) => fetchJson<FacetList>('/facets', { q, ...range, keys: keys.join(',') }, signal),
    placeholderData: keepPreviousData,
  });
}

/** What is different about the spans of `q` among those of `baseline`. */
export function useDifference(q: string, baseline: string, range: TimeRange) {
  return useQuery({
    queryKey: ['difference', q, baseline, range],
    queryFn: ({ signal }) =>
      fetchJson<AttributeDifference>('/attributes/difference', { q, baseline, ...range, limit: 12 }, signal),
  });
}

/** Numbers that a query with a pipeline computes. */
export function useAggregate(q: string, range: TimeRange) {
  return useQuery({
    queryKey: ['aggregate', q, range],
    queryFn: ({ signal }) => fetchJson<Aggregate>('/aggregate', { q, ...range }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Whether the hub has any trace at all; asked again every second until it has. */
export function useNewestTrace(enabled: boolean) {
  return useQuery({
    queryKey: ['newest trace'],
    queryFn: async ({ signal }) => {
      const { traces } = await fetchJson<TraceList>('/traces', { limit: 1 }, signal);
      return traces[0] ?? null;
    },
    enabled,
    refetchInterval: ({ state }) => (state.data === null ? 1000 : false),
  });
}
