import type { MetricList, MetricSeriesList } from '@throughline/hub';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { fetchJson } from '../hub-api/fetch-json.ts';
import type { TimeRange } from '../time/time-range.ts';

/** A new metric is seen after so long. */
const REFRESH_MS = 5000;

/** The metrics that had points in the range; asked for again and again, since new ones come unannounced. */
export function useMetrics(range: TimeRange) {
  return useQuery({
    queryKey: ['metrics', range],
    queryFn: ({ signal }) => fetchJson<MetricList>('/metrics', { ...range }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: range.end === 'now' ? REFRESH_MS : false,
  });
}

/** Which series of a metric. */
export interface SeriesChoice {
  readonly by?: string;
  readonly service?: string;
}

/** The points of one metric. */
export function useMetricSeries(metric: string, choice: SeriesChoice, range: TimeRange) {
  return useQuery({
    queryKey: ['metric-series', metric, choice, range],
    queryFn: ({ signal }) =>
      fetchJson<MetricSeriesList>(`/metrics/${encodeURIComponent(metric)}/series`, { ...choice, ...range }, signal),
    placeholderData: (previous, query) => (query?.queryKey[1] === metric ? previous : undefined),
  });
}
