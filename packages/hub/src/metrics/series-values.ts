import type { MetricKind } from '../api/types.ts';
import { combine, findQuantile } from './distribution.ts';
import type { Increase } from './increases.ts';
import type { Metric, PointRow } from './metric-points.ts';

/** Names of the values of a point. */
export const COLUMNS: Readonly<Record<MetricKind | 'level', readonly string[]>> = {
  gauge: ['avg', 'min', 'max'],
  sum: ['rate', 'increase'],
  level: ['value'],
  histogram: ['p50', 'p95', 'p99', 'count', 'rate', 'avg'],
  exponential_histogram: ['p50', 'p95', 'p99', 'count', 'rate', 'avg'],
  summary: ['avg', 'count', 'rate'],
};

/** Values of a step, for some labels. */
export interface StepValues {
  readonly labels: readonly string[];
  readonly second: number;
  readonly values: readonly (number | null)[];
}

/** The columns of a metric's series. A sum that may fall is a level, like a gauge. */
export function columnsOf({ kind, monotonic }: Metric): readonly string[] {
  return COLUMNS[kind === 'sum' && !monotonic ? 'level' : kind];
}

/** Of gauges: as the store computed them. */
export function gaugeValues(rows: readonly PointRow[]): StepValues[] {
  return rows.map(({ label_texts: labels, second, average, lowest, highest }) => ({
    labels,
    second,
    values: [average, lowest, highest],
  }));
}

/** Of sums that may fall: what the series of a group have together. */
export function levelValues(rows: readonly PointRow[]): StepValues[] {
  const newest = new Map<string, PointRow>();
  for (const row of rows) {
    const key = JSON.stringify([row.second, row.label_texts, row.series_id]);
    // A series that started again in the step has two rows.
    if (BigInt(row.since || 0) >= BigInt(newest.get(key)?.since || 0)) newest.set(key, row);
  }
  const levels = [...newest.values()].map(({ label_texts: labels, second, number }) => ({ labels, second, number }));
  return groupSteps(levels).map((group) => ({
    labels: group[0].labels,
    second: group[0].second,
    values: [group.reduce((sum, { number }) => sum + number, 0)],
  }));
}

/** Of everything that is counted: what all series of a group added in a step. */
export function increaseValues(increases: readonly Increase[], kind: MetricKind, stepSeconds: number): StepValues[] {
  return groupSteps(increases).map((group) => {
    const count = group.reduce((sum, one) => sum + one.count, 0);
    const rate = count / stepSeconds;
    const { labels, second } = group[0];
    if (kind === 'sum') return { labels, second, values: [rate, count] };
    const avg = count === 0 ? null : group.reduce((sum, one) => sum + one.sum, 0) / count;
    if (kind === 'summary') return { labels, second, values: [avg, count, rate] };
    return { labels, second, values: [...findQuantiles(group), count, rate, avg] };
  });
}

function findQuantiles(group: readonly Increase[]): (number | null)[] {
  const together = group.map(({ distribution }) => distribution).reduce((sum, one) => combine(sum, one));
  return [0.5, 0.95, 0.99].map((share) => findQuantile(together, share));
}

function groupSteps<Row extends { labels: readonly string[]; second: number }>(rows: readonly Row[]): Row[][] {
  return [...Map.groupBy(rows, ({ labels, second }) => JSON.stringify([second, labels])).values()];
}
