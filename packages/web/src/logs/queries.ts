import type { LogList } from '@throughline/hub';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { fetchJson } from '../hub-api/fetch-json.ts';
import type { TimeRange } from '../time/time-range.ts';

/** Which records are asked for. */
export interface LogFilter {
  readonly q?: string;
  readonly service?: string;
  /** This and above. */
  readonly severity?: string;
}

const PAGE_RECORDS = 100;
const LIVE_MS = 2000;

/** Records, page after page, newest first. Live, the newest are asked for again and again. */
export function useLogs(filter: LogFilter, range: TimeRange, isLive: boolean) {
  return useInfiniteQuery({
    queryKey: ['logs', filter, range],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<LogList>('/logs', { ...filter, ...range, limit: PAGE_RECORDS, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // Only the first page changes while one listens.
    maxPages: isLive ? 1 : undefined,
    refetchInterval: isLive ? LIVE_MS : false,
  });
}
