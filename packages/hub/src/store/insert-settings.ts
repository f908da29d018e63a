import type { Settings } from './engine.ts';

/** The settings under which a protobuf file is read and a repeated insert is a no-op, in the views' tables too. */
export function insertSettings(token: string): Settings {
  return {
    insert_deduplicate: 1,
    insert_deduplication_token: token,
    deduplicate_blocks_in_dependent_materialized_views: 1,
    input_format_protobuf_oneof_presence: 1,
    date_time_overflow_behavior: 'saturate',
    // A file is inserted as one block: a fault at its end leaves nothing of it behind.
    min_insert_block_size_rows: 1_000_000_000,
    min_insert_block_size_bytes: 0,
  };
}
