import type { Settings } from './engine.ts';

/** Limits of every read, and how its answer is written. */
export const READ_SETTINGS: Settings = {
  max_execution_time: 30,
  max_memory_usage: 2_000_000_000,
  max_result_rows: 200_000,
  max_threads: 2,
  max_query_size: 4_000_000,
  // With it the newest spans of an attribute are not found by the index alone: attributes are read, and that costs twice as much.
  use_top_k_dynamic_filtering: 0,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
};

/** Codes of ClickHouse for a limit that was reached: time, memory, rows, the size of the statement. */
export const LIMIT_CODES: ReadonlySet<number> = new Set([158, 159, 160, 167, 168, 241, 307, 396]);
