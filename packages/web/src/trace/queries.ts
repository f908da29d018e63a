import type { LogList, SpanList, Trace, TraceMatches, TraceOutline, TreeSpan } from '@throughline/hub';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson } from '../hub-api/fetch-json.ts';
import { readOutline } from './model/outline.ts';
import type { Outline } from './model/outline.ts';

const FRESH_MS = 60_000;
const WATCHED_SPANS = 5000;

/** The outline of a trace. While it is young and not large, it is asked again: parents arrive after their children. */
export function useOutline(traceId: string) {
  return useQuery({
    queryKey: ['outline', traceId],
    queryFn: async ({ signal }) => readOutline(await fetchJson<TraceOutline>(`/traces/${traceId}/outline`, {}, signal)),
    // An answer without news leaves the picture, and everything that was computed from it, as it is.
    structuralSharing: (before, after) => (isSame(before as Outline | undefined, after as Outline) ? before : after),
    refetchInterval: ({ state }) => (state.data !== undefined && isYoung(state.data) ? 3000 : false),
    staleTime: 30_000,
  });
}

function isSame(before: Outline | undefined, after: Outline): boolean {
  return (
    before !== undefined &&
    before.count === after.count &&
    before.summary.durationNs === after.summary.durationNs &&
    before.summary.columns.spanIds === after.summary.columns.spanIds
  );
}

function isYoung({ summary, count }: Outline): boolean {
  const endMs = Number(BigInt(summary.startUnixNano) / 1_000_000n) + summary.durationNs / 1e6;
  return count < WATCHED_SPANS && Date.now() - endMs < FRESH_MS;
}

/** Everything about the span at a place. */
export function useSpanAt(traceId: string, place: number) {
  return useQuery({
    queryKey: ['span', traceId, place],
    queryFn: async ({ signal }): Promise<TreeSpan> => {
      const { spans } = await fetchJson<Trace>(`/traces/${traceId}`, { offset: place, limit: 1 }, signal);
      return spans[0];
    },
    enabled: place >= 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });
}

/** The places that a query finds in the trace. */
export function useMatches(traceId: string, q: string) {
  return useQuery({
    queryKey: ['matches', traceId, q],
    queryFn: async ({ signal }) =>
      new Set((await fetchJson<TraceMatches>(`/traces/${traceId}/matches`, { q }, signal)).places),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** The log records of a trace, or of one of its spans. */
export function useTraceLogs(traceId: string, spanId?: string) {
  return useQuery({
    queryKey: ['logs of trace', traceId],
    queryFn: ({ signal }) => fetchJson<LogList>('/logs', { traceId, limit: 1000 }, signal),
    select: ({ logs, nextCursor }) => ({
      logs: spanId === undefined ? logs : logs.filter((log) => log.spanId === spanId),
      isWhole: nextCursor === null,
    }),
    staleTime: 10_000,
  });
}

/** Spans of any trace that link to this one. */
export function useBacklinks(spanId: string) {
  return useQuery({
    queryKey: ['backlinks', spanId],
    queryFn: ({ signal }) => fetchJson<SpanList>('/spans', { q: `link.spanId=${spanId}`, limit: 20 }, signal),
    staleTime: 30_000,
  });
}
