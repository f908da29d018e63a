import type { Engine } from '../store/engine.ts';
import type { StoredTable } from './types.ts';

interface TableRow {
  readonly name: string;
  readonly table_rows: string;
  readonly bytes: string;
}

/** The tables of the store, and what they hold. */
export async function fetchStoredTables(engine: Engine): Promise<StoredTable[]> {
  const rows = await engine.read<TableRow>(
    `SELECT name, ifNull(total_rows, 0) AS table_rows, ifNull(total_bytes, 0) AS bytes FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND NOT startsWith(name, '.') ORDER BY name`,
  );
  return rows.map(({ name, table_rows: count, bytes }) => ({ name, rows: Number(count), bytesOnDisk: Number(bytes) }));
}
