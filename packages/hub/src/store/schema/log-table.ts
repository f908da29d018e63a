import { ITEMS, KEYS, LOAD_ID, STRING_MAP } from './column-types.ts';

/**
 * Log records. `body` is the text of a string body; any other body is its exact JSON, as in `attrs_json`, with
 * `body_is_json` set. `ts` is the observed time where the sender gave no other.
 */
export const LOG_TABLES: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS logs (
  day Date CODEC(ZSTD(1)),
  ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  observed_ts DateTime64(9, 'UTC') CODEC(Delta(8), ZSTD(1)),
  trace_id String CODEC(ZSTD(1)),
  span_id String CODEC(ZSTD(1)),
  flags UInt32 CODEC(ZSTD(1)),
  severity_number UInt8 CODEC(ZSTD(1)),
  severity_text LowCardinality(String) CODEC(ZSTD(1)),
  service LowCardinality(String) CODEC(ZSTD(1)),
  event_name LowCardinality(String) CODEC(ZSTD(1)),
  body_is_json Bool CODEC(ZSTD(1)),
  body String CODEC(ZSTD(1)),
  scope_name LowCardinality(String) CODEC(ZSTD(1)),
  scope_version LowCardinality(String) CODEC(ZSTD(1)),
  scope_attrs ${STRING_MAP} CODEC(ZSTD(1)),
  resource_hash UInt64 CODEC(ZSTD(1)),
  attrs ${STRING_MAP} CODEC(ZSTD(1)),
  attrs_json ${STRING_MAP} CODEC(ZSTD(1)),
  dropped UInt32 CODEC(ZSTD(1)),
  ${LOAD_ID},
  attr_keys Array(String) ALIAS ${KEYS},
  attr_items Array(String) ALIAS ${ITEMS},
  INDEX ix_ts ts TYPE minmax GRANULARITY 1,
  INDEX ix_trace trace_id TYPE text(tokenizer = 'array'),
  INDEX ix_key ${KEYS} TYPE text(tokenizer = 'array'),
  INDEX ix_item ${ITEMS} TYPE text(tokenizer = 'array'),
  INDEX ix_word lower(body) TYPE text(tokenizer = 'splitByNonAlpha')
) ENGINE = MergeTree
PARTITION BY day
ORDER BY (service, ts)`,
];
