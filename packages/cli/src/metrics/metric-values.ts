// A metric over a range as one line: what each of its columns comes to, and how that is written in the metric's unit.
import type { Aggregate, MetricSeriesList } from '@throughline/hub';
import type { ValueFormat } from '../aggregate/format-aggregate.ts';
import { alignDuration, formatBytes, formatNumber } from '../terminal/format.ts';

type Values = readonly (number | null)[];

/** What happened in each step is added up, extremes stay extremes; of everything else the newest value counts. */
function summarize(column: string, values: Values): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  if (column === 'increase' || column === 'count') return known.reduce((sum, value) => sum + value, 0);
  if (column === 'min') return known.reduce((a, b) => Math.min(a, b));
  if (column === 'max') return known.reduce((a, b) => Math.max(a, b));
  return known.at(-1)!;
}

/** The series of a metric as the table of an aggregate. */
export function toAggregate({ columns, series, stepSeconds, omittedSeries }: MetricSeriesList): Aggregate {
  return {
    stepSeconds,
    columns,
    series: series.map(({ labels, points }) => ({
      labels,
      points,
      total: columns.map((column, index) =>
        summarize(
          column,
          points.map(({ values }) => values[index]),
        ),
      ),
    })),
    droppedSeries: omittedSeries,
  };
}

/** Nanoseconds in UCUM's units of time. */
const TIME_UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 60e9, h: 3600e9 };

/** Writes values of a metric: durations and bytes as such, rates a second. */
export function createValueFormat({ kind, unit }: Pick<MetricSeriesList, 'kind' | 'unit'>): ValueFormat {
  const inUnit = (value: number): string => (unit === 'By' ? formatBytes(value) : formatNumber(value));
  const nanoseconds = TIME_UNITS[unit];
  return (column, value) => {
    // Of all but sums it is the observations that are counted.
    if (column === 'count') return formatNumber(value);
    if (column === 'rate') return `${kind === 'sum' ? inUnit(value) : formatNumber(value)}/s`;
    return nanoseconds === undefined ? inUnit(value) : alignDuration(value * nanoseconds);
  };
}
