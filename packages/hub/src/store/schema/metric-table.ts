import { ITEMS, KEYS, LOAD_ID, STRING_MAP } from './column-types.ts';

/**
 * Data points of all kinds in one table: what a kind does not have is empty and takes no space. `value` is the number of a
 * gauge or sum, NaN if none was recorded; `int_value` is the same, exactly, if it was an integer. `series` is the same for
 * the points of one metric with the same resource, scope and attributes.
 */
export const METRIC_TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS metric_points (
  day Date CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
  start_ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  metric LowCardinality(String) CODEC(ZSTD(1)),
  kind Enum8('gauge' = 1, 'sum' = 2, 'histogram' = 3, 'exponential_histogram' = 4, 'summary' = 5) CODEC(ZSTD(1)),
  unit LowCardinality(String) CODEC(ZSTD(1)),
  description LowCardinality(String) CODEC(ZSTD(1)),
  metadata ${STRING_MAP} CODEC(ZSTD(1)),
  temporality Enum8('unspecified' = 0, 'delta' = 1, 'cumulative' = 2) CODEC(ZSTD(1)),
  monotonic Bool CODEC(ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  scope_name LowCardinality(String) CODEC(ZSTD(1)),
  scope_version LowCardinality(String) CODEC(ZSTD(1)),
  scope_attrs ${STRING_MAP} CODEC(ZSTD(1)),
  resource_hash UInt64 CODEC(ZSTD(1)),
  series UInt64 CODEC(ZSTD(1)),
  attrs ${STRING_MAP} CODEC(ZSTD(1)),
  attrs_json ${STRING_MAP} CODEC(ZSTD(1)),
  flags UInt32 CODEC(ZSTD(1)),
  value Float64 DEFAULT nan CODEC(Gorilla, ZSTD(1)),
  int_value Nullable(Int64) CODEC(ZSTD(1)),
  count UInt64 CODEC(ZSTD(1)),
  sum Nullable(Float64) CODEC(ZSTD(1)),
  min Nullable(Float64) CODEC(ZSTD(1)),
  max Nullable(Float64) CODEC(ZSTD(1)),
  bounds Array(Float64) CODEC(ZSTD(1)),
  bucket_counts Array(UInt64) CODEC(ZSTD(1)),
  scale Int32 CODEC(ZSTD(1)),
  zero_count UInt64 CODEC(ZSTD(1)),
  zero_threshold Float64 CODEC(ZSTD(1)),
  positive_offset Int32 CODEC(ZSTD(1)),
  positive_counts Array(UInt64) CODEC(ZSTD(1)),
  negative_offset Int32 CODEC(ZSTD(1)),
  negative_counts Array(UInt64) CODEC(ZSTD(1)),
  quantiles Nested (quantile Float64, value Float64) CODEC(ZSTD(1)),
  exemplars Nested (ts DateTime64(9, 'UTC'), trace_id String, span_id String, value Float64, int_value Nullable(Int64), attrs ${STRING_MAP}) CODEC(ZSTD(1)),
  ${LOAD_ID},
  attr_keys Array(String) ALIAS ${KEYS},
  attr_items Array(String) ALIAS ${ITEMS},
  INDEX ix_ts ts TYPE minmax GRANULARITY 1,
  INDEX ix_item ${ITEMS} TYPE text(tokenizer = 'array')
) ENGINE = MergeTree
PARTITION BY day
ORDER BY (metric, service, series, ts)`,
];
