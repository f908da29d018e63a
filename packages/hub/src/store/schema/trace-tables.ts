// The tables of traces. `spans` holds everything exactly; what is added up over it stands in tables of its own.
import { ITEMS, KEYS, LOAD_ID, STRING_MAP } from './column-types.ts';
import { SPAN_SUMS, createSumsView } from './span-sums.ts';

export const TRACE_TABLES: readonly string[] = [
  // Small granules and blocks: the spans of a trace, and those that an attribute finds, lie far apart, and a block is
  // decompressed whole. Blocks of 64 KiB, the default, save half a percent of the disk and cost a trace half as much again.
  `CREATE TABLE IF NOT EXISTS spans (
  day Date CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  parent_span_id String CODEC(ZSTD(1)),
  trace_state String CODEC(ZSTD(1)),
  flags UInt32 CODEC(ZSTD(1)),
  name LowCardinality(String) CODEC(ZSTD(1)),
  kind Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5) CODEC(ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  status Enum8('unset' = 0, 'ok' = 1, 'error' = 2) CODEC(ZSTD(1)),
  status_message String CODEC(ZSTD(1)),
  duration_ns UInt64 CODEC(T64, ZSTD(1)),
  scope_name LowCardinality(String) CODEC(ZSTD(1)),
  scope_version LowCardinality(String) CODEC(ZSTD(1)),
  scope_attrs ${STRING_MAP} CODEC(ZSTD(1)),
  resource_hash UInt64 CODEC(ZSTD(1)),
  attrs ${STRING_MAP} CODEC(ZSTD(1)),
  attrs_json ${STRING_MAP} CODEC(ZSTD(1)),
  events Nested (ts DateTime64(9, 'UTC'), name LowCardinality(String), attrs ${STRING_MAP}) CODEC(ZSTD(1)),
  links Nested (trace_id String, span_id String, trace_state String, attrs ${STRING_MAP}, flags UInt32) CODEC(ZSTD(1)),
  dropped Array(UInt32) CODEC(ZSTD(1)),
  ${LOAD_ID},
  attr_keys Array(String) ALIAS ${KEYS},
  attr_items Array(String) ALIAS ${ITEMS},
  INDEX ix_ts ts TYPE minmax GRANULARITY 1,
  INDEX ix_trace trace_id TYPE text(tokenizer = 'array'),
  INDEX ix_key ${KEYS} TYPE text(tokenizer = 'array'),
  INDEX ix_item ${ITEMS} TYPE text(tokenizer = 'array'),
  INDEX ix_duration duration_ns TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY day
ORDER BY (service, name, ts)
SETTINGS index_granularity = 1024, min_compress_block_size = 16384`,
  `CREATE TABLE IF NOT EXISTS resources (
  day Date,
  resource_hash UInt64,
  service LowCardinality(String),
  attrs ${STRING_MAP},
  attrs_json ${STRING_MAP},
  last_seen DateTime('UTC')
) ENGINE = ReplacingMergeTree(last_seen) PARTITION BY day ORDER BY resource_hash`,
  // Small granules: a list asks for some dozen traces out of all.
  `CREATE TABLE IF NOT EXISTS trace_summary (
  day Date,
  trace_id String CODEC(ZSTD(1)),
  start SimpleAggregateFunction(min, DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
  end SimpleAggregateFunction(max, DateTime64(9, 'UTC')) CODEC(ZSTD(1)),
  span_count SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  error_count SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  services SimpleAggregateFunction(groupUniqArrayArray, Array(String)) CODEC(ZSTD(1)),
  root AggregateFunction(argMin, Tuple(String, String, UInt64, UInt8, String), Tuple(UInt8, DateTime64(9, 'UTC'))) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY day ORDER BY (trace_id, day)
SETTINGS index_granularity = 256`,
  `CREATE TABLE IF NOT EXISTS red_1m (
  day Date,
  minute DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
  service LowCardinality(String),
  name LowCardinality(String),
  kind Enum8('unspecified' = 0, 'internal' = 1, 'server' = 2, 'client' = 3, 'producer' = 4, 'consumer' = 5),
  status Enum8('unset' = 0, 'ok' = 1, 'error' = 2),
  calls SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  duration_sum SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
  duration AggregateFunction(quantilesTiming(0.5, 0.9, 0.95, 0.99), UInt16) CODEC(ZSTD(1)),
  exemplar AggregateFunction(argMax, String, UInt64) CODEC(ZSTD(1))
) ENGINE = AggregatingMergeTree PARTITION BY day ORDER BY (service, name, kind, status, minute)`,
  ...SPAN_SUMS.map((sums) => createSumsView(sums)),
];
