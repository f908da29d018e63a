import type { Aggregate, ServiceSummary } from '@throughline/hub';
import { useCallback, useMemo } from 'react';
import { TimeChart } from '../chart/time-chart.tsx';
import { formatCount, formatDurationNs } from '../design/quantity.ts';
import { ErrorState, LoadingState } from '../design/states.tsx';
import { formatTime } from '../time/time-range.ts';
import type { TimeRange } from '../time/time-range.ts';
import { useTimeRange } from '../time/use-time-range.ts';
import { columnOf, timesOf } from './model/series.ts';
import { useServiceSeries } from './queries.ts';
import styles from './service-detail.module.css';

const formatRatePerSecond = (value: number): string => `${formatCount(Number(value.toPrecision(3)))} /s`;

interface ServiceChartsProps {
  readonly service: ServiceSummary;
  readonly range: TimeRange;
}

/** Rate with errors, and durations, over time. A part that one draws across becomes the range of time. */
export function ServiceCharts({ service, range }: ServiceChartsProps) {
  const { data, error, refetch } = useServiceSeries(service, range);
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <LoadingState label="Loading numbers over time" rows={5} />;
  return <Charts all={data.all} failed={data.failed} />;
}

function Charts({ all, failed }: { readonly all: Aggregate; readonly failed: Aggregate }) {
  const [, setRange] = useTimeRange();
  const select = useCallback(
    (startMs: number, endMs: number) => setRange({ start: formatTime(startMs), end: formatTime(endMs) }),
    [setRange],
  );
  const { times, rates, durations } = useMemo(
    () => ({
      times: timesOf(all),
      rates: [
        { label: 'calls', color: 'var(--accent)', values: columnOf(all, 0) },
        { label: 'errors', color: 'var(--error)', values: columnOf(failed, 0, timesOf(all).length) },
      ],
      durations: [
        { label: 'p50', color: 'var(--service-1)', values: columnOf(all, 1) },
        { label: 'p95', color: 'var(--service-2)', values: columnOf(all, 2) },
        { label: 'p99', color: 'var(--service-3)', values: columnOf(all, 3), dashed: true },
      ],
    }),
    [all, failed],
  );
  return (
    <div className={styles.charts}>
      <TimeChart title="Calls and errors" times={times} series={rates} format={formatRatePerSecond} onSelect={select} />
      <TimeChart title="Duration" times={times} series={durations} format={formatDurationNs} onSelect={select} />
    </div>
  );
}
