import type { Aggregate, DependencyList, OperationList, ServiceList, ServiceSummary } from '@throughline/hub';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson } from '../hub-api/fetch-json.ts';
import type { TimeRange } from '../time/time-range.ts';
import { callsQuery } from './model/calls-query.ts';

/** All services of the range. */
export function useServices(range: TimeRange) {
  return useQuery({
    queryKey: ['services', range],
    queryFn: ({ signal }) => fetchJson<ServiceList>('/services', { ...range }, signal),
    placeholderData: keepPreviousData,
  });
}

/** The operations of one service, the most called first. */
export function useOperations(service: string, range: TimeRange) {
  return useQuery({
    queryKey: ['operations', service, range],
    queryFn: ({ signal }) => fetchJson<OperationList>('/operations', { service, ...range, limit: 500 }, signal),
    placeholderData: (previous, query) => (query?.queryKey[1] === service ? previous : undefined),
  });
}

/** Who calls whom. */
export function useDependencies(range: TimeRange) {
  return useQuery({
    queryKey: ['dependencies', range],
    queryFn: ({ signal }) => fetchJson<DependencyList>('/dependencies', { ...range }, signal),
    placeholderData: keepPreviousData,
  });
}

/** Rate, errors and durations of what a service was asked to do, over time. */
export function useServiceSeries(service: ServiceSummary, range: TimeRange) {
  const calls = callsQuery(service);
  return useQuery({
    queryKey: ['service-series', calls, range],
    queryFn: async ({ signal }) => {
      const ask = (q: string): Promise<Aggregate> => fetchJson<Aggregate>('/aggregate', { q, ...range }, signal);
      const [all, failed] = await Promise.all([
        ask(`${calls} | rate(), p50(), p95(), p99()`),
        ask(`${calls} AND status=error | rate()`),
      ]);
      return { all, failed };
    },
    placeholderData: (previous, query) => (query?.queryKey[1] === calls ? previous : undefined),
  });
}
