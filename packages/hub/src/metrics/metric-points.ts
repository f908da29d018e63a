// What the points of a metric come to, by step and labels. Of delta points ClickHouse makes the sums; of cumulative ones it
// picks the last of each series in each step, and `increases.ts` subtracts.
import type { MetricKind } from '../api/types.ts';
import { all, TRUE } from '../query/compile/sql.ts';
import type { SqlParameters } from '../query/compile/sql.ts';
import { bindWindow, SPANS_IN_WINDOW } from '../query/compile/window.ts';
import type { Window } from '../query/compile/window.ts';
import type { Engine } from '../store/engine.ts';

/** What is the same of all points that are looked at. */
export interface Metric {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly description: string;
  readonly temporality: 'unspecified' | 'delta' | 'cumulative';
  readonly monotonic: boolean;
}

/** Which points, and how they are put together. */
export interface PointSelection {
  readonly metric: Metric;
  readonly service: string | undefined;
  readonly window: Window;
  readonly stepSeconds: number;
  /** An expression of type `Array(String)`. */
  readonly labels: string;
  readonly parameters: SqlParameters;
}

/** Numbers of one step; which of them depends on the kind. 64-bit integers arrive as strings. */
export interface PointRow {
  readonly label_texts: readonly string[];
  /** When the step begins. */
  readonly second: number;
  /** Of cumulative points: which series, and since when it counts. `''` for others. */
  readonly series_id: string;
  readonly since: string;
  readonly average: number;
  readonly lowest: number;
  readonly highest: number;
  /** The last in the step, or the sum of delta points. */
  readonly number: number;
  /** The first in the step. */
  readonly first_number: number;
  readonly amount: string;
  readonly amount_sum: number;
  readonly edges: readonly number[];
  readonly amounts: readonly string[];
  readonly resolution: number;
  readonly zeroes: string;
  readonly threshold: number;
  readonly positive_from: number;
  readonly positive: readonly string[];
  readonly negative_from: number;
  readonly negative: readonly string[];
}

/** How columns become one number or array of a step. */
interface Reduction {
  /** Numbers that add up. */
  readonly total: (column: string) => string;
  /** Arrays of them. */
  readonly each: (column: string) => string;
  /** What says what these numbers are about. */
  readonly shape: (column: string) => string;
}

const LAST = (column: string): string => `argMax(${column}, ts)`;

const OF_CUMULATIVE: Reduction = { total: LAST, each: LAST, shape: LAST };

/** Delta points are added up where they are of the same shape. */
const OF_DELTA: Reduction = {
  total: (column) => `sum(${column})`,
  each: (column) => `sumForEach(${column})`,
  shape: (column) => `any(${column})`,
};

const SHAPE_COLUMNS = ['bounds', 'scale', 'positive_offset', 'negative_offset'];

/** Whether each point says what there was since the first, not since the one before. */
export function isCumulative({ kind, temporality }: Metric): boolean {
  return kind !== 'gauge' && temporality !== 'delta';
}

/** Fetches the numbers of each step, by time. */
export function fetchPoints(engine: Engine, selection: PointSelection): Promise<PointRow[]> {
  const { metric, parameters, stepSeconds, labels, window } = selection;
  const step = parameters.bind('UInt32', stepSeconds);
  const [series, since] = isCumulative(metric)
    ? ['toString(series)', 'toString(toUnixTimestamp64Nano(start_ts))']
    : ["''", "''"];
  const shape = isCumulative(metric) || metric.kind === 'gauge' || metric.kind === 'sum' ? [] : SHAPE_COLUMNS;
  return engine.read<PointRow>(
    `SELECT ${labels} AS label_texts, toUInt32(intDiv(toUnixTimestamp(ts), ${step}) * ${step}) AS second,
  ${series} AS series_id, ${since} AS since, ${reduce(metric)}
FROM metric_points WHERE ${pointCondition(selection)}
GROUP BY ${['label_texts', 'second', 'series_id', 'since', ...shape].join(', ')} ORDER BY second`,
    bindWindow(parameters, window),
  );
}

function reduce(metric: Metric): string {
  const { total, each, shape } = isCumulative(metric) ? OF_CUMULATIVE : OF_DELTA;
  const amounts = `${total('count')} AS amount, ${total('ifNull(sum, 0)')} AS amount_sum`;
  switch (metric.kind) {
    case 'gauge':
      return 'avg(value) AS average, min(value) AS lowest, max(value) AS highest';
    case 'sum':
      return `${total('value')} AS number, argMin(value, ts) AS first_number`;
    case 'summary':
      return amounts;
    case 'histogram':
      return `${amounts}, ${shape('bounds')} AS edges, ${each('bucket_counts')} AS amounts`;
    case 'exponential_histogram':
      return `${amounts}, ${shape('scale')} AS resolution, ${total('zero_count')} AS zeroes, max(zero_threshold) AS threshold,
  ${shape('positive_offset')} AS positive_from, ${each('positive_counts')} AS positive,
  ${shape('negative_offset')} AS negative_from, ${each('negative_counts')} AS negative`;
  }
}

/** Points of the metric in the window that have a number. */
export function pointCondition({ metric, service, parameters }: PointSelection): string {
  return all(
    `metric = ${parameters.text(metric.name)}`,
    `kind = ${parameters.text(metric.kind)}`,
    `temporality = ${parameters.text(metric.temporality)}`,
    metric.kind === 'gauge' || metric.kind === 'sum' ? 'isFinite(value)' : TRUE,
    service === undefined ? TRUE : `service = ${parameters.text(service)}`,
    SPANS_IN_WINDOW,
  );
}
