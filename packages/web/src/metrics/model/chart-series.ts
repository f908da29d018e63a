import type { MetricSeries, MetricSeriesList } from '@throughline/hub';
import type { Series } from '../../chart/time-chart.tsx';
import { SERVICE_COLORS } from '../../design/service-color.ts';
import { toMs } from '../../time/moment-text.ts';

/** What a chart shows. */
export interface ChartLines {
  /** Seconds since 1970, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly Series[];
}

/** Lines that one can still tell apart. */
const MAX_LINES = SERVICE_COLORS;

const isQuantile = (column: string): boolean => /^p\d/.test(column);

/** The views of a metric, each a group of columns that share an axis: the quantiles together, every other column alone. */
export function columnGroups(columns: readonly string[]): readonly string[] {
  const others = columns.filter((column) => !isQuantile(column));
  return others.length === columns.length ? columns : ['quantiles', ...others];
}

/**
 * The lines of one group of columns over a common axis of times. Quantiles of several series are their p95.
 */
export function chartLines(
  { columns, series }: Pick<MetricSeriesList, 'columns' | 'series'>,
  group: string,
): ChartLines {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ timeUnixNano }) => timeUnixNano)))].toSorted(
    compareTimes,
  );
  const shown = series.slice(0, MAX_LINES);
  const quantiles = columns.filter(isQuantile);
  const wanted = group !== 'quantiles' ? [group] : shown.length > 1 ? ['p95'] : quantiles;
  const lines = shown.flatMap((one, index) =>
    wanted.map((column, offset) => ({
      label: labelOf(one, wanted.length > 1 || shown.length === 1 ? column : ''),
      color: `var(--service-${(index + offset) % SERVICE_COLORS})`,
      values: valuesAt(one, times, columns.indexOf(column)),
    })),
  );
  return { times: times.map((time) => toMs(time) / 1000), lines };
}

function compareTimes(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}

function valuesAt({ points }: MetricSeries, times: readonly string[], column: number): (number | null)[] {
  const values = new Map(points.map((point) => [point.timeUnixNano, point.values[column]]));
  return times.map((time) => values.get(time) ?? null);
}

function labelOf({ labels }: MetricSeries, column: string): string {
  const values = Object.values(labels).map((value) => (value === '' ? '(empty)' : value));
  return [...values, ...(column === '' ? [] : [column])].join(' · ') || 'all';
}
