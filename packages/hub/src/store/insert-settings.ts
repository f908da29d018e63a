import type { Settings } from './engine.ts';

/**
 * The settings under which a protobuf file is inserted.
 *
 * @param token - by which replicated tables, and those of their views, recognise a repeated insert. Others have no use for it.
 */
export function insertSettings(token: string): Settings {
  return {
    insert_deduplicate: 1,
    insert_deduplication_token: token,
    deduplicate_blocks_in_dependent_materialized_views: 1,
    input_format_protobuf_oneof_presence: 1,
    date_time_overflow_behavior: 'saturate',
    // Takes 15 ms of planning, and there is nothing for it to find.
    optimize_and_compare_chain: 0,
    // A file is inserted as one block, by one thread: it makes one part a day, and a fault at its end leaves nothing behind.
    max_insert_threads: 1,
    min_insert_block_size_rows: 1_000_000_000,
    min_insert_block_size_bytes: 0,
  };
}
