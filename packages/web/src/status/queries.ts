import type { HubStatus, ProblemList } from '@throughline/hub';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson } from '../hub-api/fetch-json.ts';
import type { TimeRange } from '../time/time-range.ts';

const REFRESH_MS = 3000;

/** What the hub receives, keeps and refuses; asked for again and again. */
export function useHubStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => fetchJson<HubStatus>('/status', {}, signal),
    refetchInterval: REFRESH_MS,
  });
}

/** What is odd about the data of the range. */
export function useProblems(range: TimeRange) {
  return useQuery({
    queryKey: ['problems', range],
    queryFn: ({ signal }) => fetchJson<ProblemList>('/problems', { ...range }, signal),
    placeholderData: keepPreviousData,
  });
}
