import type { Attributes } from './types.ts';

export type MetricKind = 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';

/** `GET /api/v1/metrics?prefix=&service=&start=&end=`: by name. */
export interface MetricList {
  readonly metrics: readonly MetricInfo[];
}

export interface MetricInfo {
  readonly name: string;
  readonly kind: MetricKind;
  /** As UCUM has it: `ms`, `By`, `{request}`. */
  readonly unit: string;
  readonly description: string;
  /** Of a sum: whether it only ever grows. */
  readonly monotonic: boolean;
  readonly services: readonly string[];
  /** Attributes of its points, which can be given as `by`. */
  readonly attributeKeys: readonly string[];
  readonly seriesCount: number;
  readonly lastSeenUnixNano: string;
}

/** `GET /api/v1/metrics/{name}/series?start=&end=&step=&by=&service=`. */
export interface MetricSeriesList {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly description: string;
  readonly stepSeconds: number;
  /**
   * Column names in the order of `values`.
   *
   * - gauge: `avg`, `min`, `max`.
   * - sum that only grows: `rate` (a second), `increase` (in the step).
   * - other sum: `value`.
   * - histograms: `p50`, `p95`, `p99`, `count` (in the step), `rate` (a second), `avg`.
   * - summary: `avg`, `count`, `rate`.
   */
  readonly columns: readonly string[];
  /** One for each combination of the `by` values, most points first. */
  readonly series: readonly MetricSeries[];
  /** Series that there were too many of. */
  readonly omittedSeries: number;
  /** The newest, at most 200. */
  readonly exemplars: readonly MetricExemplar[];
}

export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** By time; a step without data has no point. */
  readonly points: readonly { readonly timeUnixNano: string; readonly values: readonly (number | null)[] }[];
}

/** A recorded value that knows its trace. */
export interface MetricExemplar {
  readonly timeUnixNano: string;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly attributes: Attributes;
}
