// ExportMetricsServiceRequest. A kind of point is read by a statement of its own, for which the other kinds do not exist:
// ClickHouse skips them.
import { ATTRIBUTES, COMMON_PROTO, RESOURCE, SCOPE } from './common-proto.ts';

/** What distinguishes the kinds of metrics on the wire. */
export interface PointKind {
  /** As `metric_points.kind` says it. */
  readonly name: 'gauge' | 'sum' | 'histogram' | 'exponential_histogram' | 'summary';
  /** Its field in `Metric`. */
  readonly field: number;
  /** Fields of its data point, besides attributes and times: as message definition and as column structure. */
  readonly fields: string;
  readonly columns: string;
  /** Numbers of `attributes`, `exemplars` and `flags`; the times are always 2 and 3. */
  readonly numbers: { readonly attributes: number; readonly exemplars?: number; readonly flags: number };
  readonly hasTemporality: boolean;
}

// The numbers of an Enum8 that tells which member was on the wire are the fields' numbers.
const numberColumns = (doubleField: number): string =>
  `value Enum8('no'=0,'as_double'=${doubleField},'as_int'=6), as_double Float64, as_int Int64`;

const NUMBER: Pick<PointKind, 'fields' | 'columns' | 'numbers'> = {
  fields: 'oneof value { double as_double=4; sfixed64 as_int=6; }',
  columns: numberColumns(4),
  numbers: { attributes: 7, exemplars: 5, flags: 8 },
};

const COUNT = 'fixed64 count=4; optional double sum=5;';
const COUNT_COLUMNS = 'count UInt64, sum Nullable(Float64)';
const RANGE_COLUMNS = 'min Nullable(Float64), max Nullable(Float64)';
const BUCKETS = 'Tuple(offset Int32, bucket_counts Array(UInt64))';

export const POINT_KINDS: readonly PointKind[] = [
  { name: 'gauge', field: 5, ...NUMBER, hasTemporality: false },
  { name: 'sum', field: 7, ...NUMBER, hasTemporality: true },
  {
    name: 'histogram',
    field: 9,
    fields: `${COUNT} repeated fixed64 bucket_counts=6; repeated double explicit_bounds=7; optional double min=11; optional double max=12;`,
    columns: `${COUNT_COLUMNS}, bucket_counts Array(UInt64), explicit_bounds Array(Float64), ${RANGE_COLUMNS}`,
    numbers: { attributes: 9, exemplars: 8, flags: 10 },
    hasTemporality: true,
  },
  {
    name: 'exponential_histogram',
    field: 10,
    fields: `${COUNT} sint32 scale=6; fixed64 zero_count=7; Buckets positive=8; Buckets negative=9; optional double min=12; optional double max=13; double zero_threshold=14;`,
    columns: `${COUNT_COLUMNS}, scale Int32, zero_count UInt64, positive ${BUCKETS}, negative ${BUCKETS}, ${RANGE_COLUMNS}, zero_threshold Float64`,
    numbers: { attributes: 1, exemplars: 11, flags: 10 },
    hasTemporality: true,
  },
  {
    name: 'summary',
    field: 11,
    fields: 'fixed64 count=4; double sum=5; repeated ValueAtQuantile quantile_values=6;',
    columns: 'count UInt64, sum Float64, quantile_values Array(Tuple(quantile Float64, value Float64))',
    numbers: { attributes: 7, flags: 8 },
    hasTemporality: false,
  },
];

/** The messages of a request in which only points of this kind are looked at. */
export function metricsProto({ field, fields, numbers, hasTemporality }: PointKind): string {
  const exemplars = numbers.exemplars === undefined ? '' : `repeated Exemplar exemplars=${numbers.exemplars};`;
  return `${COMMON_PROTO}
message Exemplar { fixed64 time_unix_nano=2; oneof value { double as_double=3; sfixed64 as_int=6; } bytes span_id=4;
  bytes trace_id=5; repeated KeyValue filtered_attributes=7; }
message Buckets { sint32 offset=1; repeated uint64 bucket_counts=2; }
message ValueAtQuantile { double quantile=1; double value=2; }
message Point { fixed64 start_time_unix_nano=2; fixed64 time_unix_nano=3; repeated KeyValue attributes=${numbers.attributes};
  uint32 flags=${numbers.flags}; ${exemplars} ${fields} }
message Points { repeated Point data_points=1; ${hasTemporality ? 'int32 aggregation_temporality=2; bool is_monotonic=3;' : ''} }
message Metric { string name=1; string description=2; string unit=3; repeated KeyValue metadata=12; Points points=${field}; }
message ScopeMetrics { Scope scope=1; repeated Metric metrics=2; }
message ResourceMetrics { Resource resource=1; repeated ScopeMetrics scope_metrics=2; }
message Request { repeated ResourceMetrics resource_metrics=1; }
`;
}

const EXEMPLARS = `exemplars Array(Tuple(time_unix_nano UInt64, ${numberColumns(3)}, span_id String, trace_id String, filtered_attributes ${ATTRIBUTES}))`;

/** The structure that such a request is read into. */
export function metricsStructure({ columns, numbers, hasTemporality }: PointKind): string {
  const exemplars = numbers.exemplars === undefined ? '' : `, ${EXEMPLARS}`;
  const point = `Tuple(start_time_unix_nano UInt64, time_unix_nano UInt64, attributes ${ATTRIBUTES}, flags UInt32, ${columns}${exemplars})`;
  const temporality = hasTemporality ? ', aggregation_temporality Int32, is_monotonic Bool' : '';
  const metric = `Tuple(name String, description String, unit String, metadata ${ATTRIBUTES}, points Tuple(data_points Array(${point})${temporality}))`;
  return `resource_metrics Array(Tuple(resource ${RESOURCE}, scope_metrics Array(Tuple(scope ${SCOPE}, metrics Array(${metric})))))`;
}
