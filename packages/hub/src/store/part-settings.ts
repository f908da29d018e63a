// How the engine writes parts: the files of a set of rows, written at once by an INSERT, and later by a merge that replaces
// smaller parts. These settings hold for all tables, and only a file can give them.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/**
 * Parts are on the disk before an INSERT ends. Without these settings the system writes them back when it likes.
 *
 * A merge syncs as well, but not the files of text indexes (ClickHouse 26.7), and what it replaces would be gone at once. So that
 * stays for a minute, in which the system writes back what is left (Linux: after 30 s). A merged part that is found torn is
 * put aside, and those that it was made of are there again.
 */
const SYNCED: Readonly<Record<string, number>> = {
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  min_rows_to_fsync_after_merge: 1,
  old_parts_lifetime: 60,
};

/** An INSERT puts all columns into one file, however many rows it has: a fifth of the files to make, and to bring to the disk. */
const COMPACT_INSERTS: Readonly<Record<string, number>> = { min_level_for_wide_part: 1 };

/**
 * Parts wait until all of them are so many times the largest: with 5, the default, merging costs half as much CPU again. The
 * last two turns of `MERGE_THREADS` are for small merges, which would pile up behind large ones.
 */
const RARE_MERGES: Readonly<Record<string, number>> = {
  merge_selector_base: 10,
  number_of_free_entries_in_pool_to_lower_max_size_of_merge: 2,
};

/** Half of the machine. By itself the engine would start 16, against which the one that loads has no chance on two cores. */
const MERGE_THREADS = Math.min(16, Math.max(1, availableParallelism() >> 1));

/** They take turns on a thread. */
const MERGES_PER_THREAD = 4;

/**
 * Writes the file for an engine in this directory.
 *
 * @param sync - whether parts must outlast a power cut.
 * @returns its path.
 */
export function writePartSettings(directory: string, sync: boolean): string {
  const settings = Object.entries({ ...COMPACT_INSERTS, ...RARE_MERGES, ...(sync ? SYNCED : {}) });
  const lines = settings.map(([name, value]) => `    <${name}>${value}</${name}>\n`);
  const content = `<clickhouse>
  <background_pool_size>${MERGE_THREADS}</background_pool_size>
  <background_merges_mutations_concurrency_ratio>${MERGES_PER_THREAD}</background_merges_mutations_concurrency_ratio>
  <merge_tree>\n${lines.join('')}  </merge_tree>\n</clickhouse>\n`;
  const path = `${directory}/engine.xml`;
  mkdirSync(directory, { recursive: true });
  // A full disk must not keep a store closed that needs nothing new.
  if (!existsSync(path) || readFileSync(path, 'utf8') !== content) writeFileSync(path, content);
  return path;
}
