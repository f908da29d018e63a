// ExportMetricsServiceRequest. A kind of point is read by a statement of its own, for which the other kinds do not exist:
// ClickHouse skips them.
import { COMMON_PROTO } from './common-proto.ts';

/** As `metric_points.kind` says it. */
export type PointKind = 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';

interface PointMessage {
  /** Its field in `Metric`. */
  readonly field: number;
  /** Its fields, besides those that all points have under the same numbers. */
  readonly fields: string;
}

const ATTRIBUTES = 'repeated KeyValue attributes';
const EXEMPLARS = 'repeated Exemplar exemplars';
const NUMBER = `oneof type { double d=4; sfixed64 i=6; } ${EXEMPLARS}=5; ${ATTRIBUTES}=7; uint32 flags=8;`;
const COUNT = 'fixed64 count=4; optional double sum=5;';

const POINTS: Readonly<Record<PointKind, PointMessage>> = {
  gauge: { field: 5, fields: NUMBER },
  sum: { field: 7, fields: NUMBER },
  histogram: {
    field: 9,
    fields: `${COUNT} repeated fixed64 bucket_counts=6; repeated double bounds=7; ${EXEMPLARS}=8; ${ATTRIBUTES}=9;
  uint32 flags=10; optional double min=11; optional double max=12;`,
  },
  exponential_histogram: {
    field: 10,
    fields: `${ATTRIBUTES}=1; ${COUNT} sint32 scale=6; fixed64 zero_count=7; Buckets positive=8; Buckets negative=9;
  uint32 flags=10; ${EXEMPLARS}=11; optional double min=12; optional double max=13; double zero_threshold=14;`,
  },
  summary: {
    field: 11,
    fields: `fixed64 count=4; double sum=5; repeated Quantile quantiles=6; ${ATTRIBUTES}=7; uint32 flags=8;`,
  },
};

export const POINT_KINDS = Object.keys(POINTS) as PointKind[];

/** The field of `Metric` that has the points of the kind. */
export function fieldOf(kind: PointKind): number {
  return POINTS[kind].field;
}

/** The messages of a request in which only points of this kind are looked at. */
export function metricsProto(kind: PointKind): string {
  const { field, fields } = POINTS[kind];
  return `${COMMON_PROTO}
message Exemplar { fixed64 time=2; oneof type { double d=3; sfixed64 i=6; } bytes span_id=4; bytes trace_id=5;
  repeated FlatKeyValue attributes=7; }
message Buckets { sint32 offset=1; repeated uint64 counts=2; }
message Quantile { double quantile=1; double value=2; }
message Point { fixed64 start_time=2; fixed64 time=3; ${fields} }
message Points { repeated Point data_points=1; int32 temporality=2; bool monotonic=3; }
message Metric { string name=1; string description=2; string unit=3; repeated FlatKeyValue metadata=12; Points points=${field}; }
message ScopeMetrics { Scope scope=1; repeated Metric metrics=2; }
message ResourceMetrics { Resource resource=1; repeated ScopeMetrics scope_metrics=2; }
message Request { repeated ResourceMetrics resource_metrics=1; }
`;
}
