// opentelemetry/proto/metrics/v1/metrics.proto and collector/metrics/v1/metrics_service.proto
import { embedded, message, optional, repeated, repeatedScalar, scalar } from '../protobuf/message-type.ts';
import { KEY_VALUE, RESOURCE, SCOPE } from './common-messages.ts';
import type { DecodedAttribute, DecodedResource, DecodedScope } from './common-messages.ts';

/** An ExportMetricsServiceRequest. */
export interface DecodedMetricsRequest {
  readonly resourceMetrics: readonly DecodedResourceMetrics[];
}

export interface DecodedResourceMetrics {
  readonly resource: DecodedResource | undefined;
  readonly scopeMetrics: readonly DecodedScopeMetrics[];
  readonly schemaUrl: string;
}

export interface DecodedScopeMetrics {
  readonly scope: DecodedScope | undefined;
  readonly metrics: readonly DecodedMetric[];
  readonly schemaUrl: string;
}

/** A metric: one of `gauge`, `sum`, `histogram`, `exponentialHistogram` and `summary` is there. */
export interface DecodedMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly gauge: DecodedGauge | undefined;
  readonly sum: DecodedSum | undefined;
  readonly histogram: DecodedHistogram | undefined;
  readonly exponentialHistogram: DecodedExponentialHistogram | undefined;
  readonly summary: DecodedSummary | undefined;
  readonly metadata: readonly DecodedAttribute[];
}

export interface DecodedGauge {
  readonly dataPoints: readonly DecodedNumberDataPoint[];
}

export interface DecodedSum {
  readonly dataPoints: readonly DecodedNumberDataPoint[];
  /** OTLP's number: 1 delta, 2 cumulative. */
  readonly aggregationTemporality: number;
  readonly isMonotonic: boolean;
}

export interface DecodedHistogram {
  readonly dataPoints: readonly DecodedHistogramDataPoint[];
  readonly aggregationTemporality: number;
}

export interface DecodedExponentialHistogram {
  readonly dataPoints: readonly DecodedExponentialHistogramDataPoint[];
  readonly aggregationTemporality: number;
}

export interface DecodedSummary {
  readonly dataPoints: readonly DecodedSummaryDataPoint[];
}

interface DecodedDataPoint {
  readonly attributes: readonly DecodedAttribute[];
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly flags: number;
}

export interface DecodedNumberDataPoint extends DecodedDataPoint {
  readonly asDouble: number | undefined;
  readonly asInt: bigint | undefined;
  readonly exemplars: readonly DecodedExemplar[];
}

export interface DecodedHistogramDataPoint extends DecodedDataPoint {
  readonly count: bigint;
  readonly sum: number | undefined;
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
  readonly exemplars: readonly DecodedExemplar[];
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface DecodedExponentialHistogramDataPoint extends DecodedDataPoint {
  readonly count: bigint;
  readonly sum: number | undefined;
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly positive: DecodedBuckets | undefined;
  readonly negative: DecodedBuckets | undefined;
  readonly exemplars: readonly DecodedExemplar[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly zeroThreshold: number;
}

export interface DecodedBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

export interface DecodedSummaryDataPoint extends DecodedDataPoint {
  readonly count: bigint;
  readonly sum: number;
  readonly quantileValues: readonly DecodedQuantileValue[];
}

export interface DecodedQuantileValue {
  readonly quantile: number;
  readonly value: number;
}

export interface DecodedExemplar {
  readonly filteredAttributes: readonly DecodedAttribute[];
  readonly timeUnixNano: bigint;
  readonly asDouble: number | undefined;
  readonly asInt: bigint | undefined;
  readonly spanId: string;
  readonly traceId: string;
}

const EXEMPLAR = message<DecodedExemplar>({
  timeUnixNano: scalar(2, 'fixed64'),
  asDouble: optional(3, 'double'),
  spanId: scalar(4, 'id'),
  traceId: scalar(5, 'id'),
  asInt: optional(6, 'sfixed64'),
  filteredAttributes: repeated(7, KEY_VALUE),
});

const NUMBER_DATA_POINT = message<DecodedNumberDataPoint>({
  startTimeUnixNano: scalar(2, 'fixed64'),
  timeUnixNano: scalar(3, 'fixed64'),
  asDouble: optional(4, 'double'),
  exemplars: repeated(5, EXEMPLAR),
  asInt: optional(6, 'sfixed64'),
  attributes: repeated(7, KEY_VALUE),
  flags: scalar(8, 'uint32'),
});

const HISTOGRAM_DATA_POINT = message<DecodedHistogramDataPoint>({
  startTimeUnixNano: scalar(2, 'fixed64'),
  timeUnixNano: scalar(3, 'fixed64'),
  count: scalar(4, 'fixed64'),
  sum: optional(5, 'double'),
  bucketCounts: repeatedScalar(6, 'fixed64'),
  explicitBounds: repeatedScalar(7, 'double'),
  exemplars: repeated(8, EXEMPLAR),
  attributes: repeated(9, KEY_VALUE),
  flags: scalar(10, 'uint32'),
  min: optional(11, 'double'),
  max: optional(12, 'double'),
});

const BUCKETS = message<DecodedBuckets>({
  offset: scalar(1, 'sint32'),
  bucketCounts: repeatedScalar(2, 'uint64'),
});

const EXPONENTIAL_HISTOGRAM_DATA_POINT = message<DecodedExponentialHistogramDataPoint>({
  attributes: repeated(1, KEY_VALUE),
  startTimeUnixNano: scalar(2, 'fixed64'),
  timeUnixNano: scalar(3, 'fixed64'),
  count: scalar(4, 'fixed64'),
  sum: optional(5, 'double'),
  scale: scalar(6, 'sint32'),
  zeroCount: scalar(7, 'fixed64'),
  positive: embedded(8, BUCKETS),
  negative: embedded(9, BUCKETS),
  flags: scalar(10, 'uint32'),
  exemplars: repeated(11, EXEMPLAR),
  min: optional(12, 'double'),
  max: optional(13, 'double'),
  zeroThreshold: scalar(14, 'double'),
});

const QUANTILE_VALUE = message<DecodedQuantileValue>({
  quantile: scalar(1, 'double'),
  value: scalar(2, 'double'),
});

const SUMMARY_DATA_POINT = message<DecodedSummaryDataPoint>({
  startTimeUnixNano: scalar(2, 'fixed64'),
  timeUnixNano: scalar(3, 'fixed64'),
  count: scalar(4, 'fixed64'),
  sum: scalar(5, 'double'),
  quantileValues: repeated(6, QUANTILE_VALUE),
  attributes: repeated(7, KEY_VALUE),
  flags: scalar(8, 'uint32'),
});

const GAUGE = message<DecodedGauge>({ dataPoints: repeated(1, NUMBER_DATA_POINT) });

const SUM = message<DecodedSum>({
  dataPoints: repeated(1, NUMBER_DATA_POINT),
  aggregationTemporality: scalar(2, 'enum'),
  isMonotonic: scalar(3, 'bool'),
});

const HISTOGRAM = message<DecodedHistogram>({
  dataPoints: repeated(1, HISTOGRAM_DATA_POINT),
  aggregationTemporality: scalar(2, 'enum'),
});

const EXPONENTIAL_HISTOGRAM = message<DecodedExponentialHistogram>({
  dataPoints: repeated(1, EXPONENTIAL_HISTOGRAM_DATA_POINT),
  aggregationTemporality: scalar(2, 'enum'),
});

const SUMMARY = message<DecodedSummary>({ dataPoints: repeated(1, SUMMARY_DATA_POINT) });

const METRIC = message<DecodedMetric>({
  name: scalar(1, 'string'),
  description: scalar(2, 'string'),
  unit: scalar(3, 'string'),
  gauge: embedded(5, GAUGE),
  sum: embedded(7, SUM),
  histogram: embedded(9, HISTOGRAM),
  exponentialHistogram: embedded(10, EXPONENTIAL_HISTOGRAM),
  summary: embedded(11, SUMMARY),
  metadata: repeated(12, KEY_VALUE),
});

const SCOPE_METRICS = message<DecodedScopeMetrics>({
  scope: embedded(1, SCOPE),
  metrics: repeated(2, METRIC),
  schemaUrl: scalar(3, 'string'),
});

const RESOURCE_METRICS = message<DecodedResourceMetrics>({
  resource: embedded(1, RESOURCE),
  scopeMetrics: repeated(2, SCOPE_METRICS),
  schemaUrl: scalar(3, 'string'),
});

export const METRICS_REQUEST = message<DecodedMetricsRequest>({
  resourceMetrics: repeated(1, RESOURCE_METRICS),
});
