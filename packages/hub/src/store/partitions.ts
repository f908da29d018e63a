// What the store holds, as ClickHouse lists it: tables have days (partitions), and days have parts.
import type { Engine } from './engine.ts';

/** A day of a table. */
export interface Partition {
  readonly table: string;
  /** `2026-11-21`. */
  readonly day: string;
  readonly rows: number;
  /** On the disk. */
  readonly bytes: number;
  /** Sets of files, which ClickHouse merges in the background. */
  readonly parts: number;
}

/** What a table holds. */
export interface TableStatistics {
  readonly name: string;
  readonly rows: number;
  readonly bytesOnDisk: number;
  readonly parts: number;
  /** `2026-11-21`; `undefined` when it is empty. */
  readonly oldestDay: string | undefined;
  readonly newestDay: string | undefined;
}

const TABLES = ['logs', 'metric_points', 'red_1m', 'resources', 'spans', 'trace_summary'];

const ACTIVE = 'database = currentDatabase() AND active AND rows > 0';

export async function findPartitions(engine: Engine): Promise<Partition[]> {
  const rows = await engine.read<Record<'table' | 'day' | 'row_count' | 'bytes' | 'part_count', string>>(
    `SELECT table, partition AS day, sum(rows) AS row_count, sum(bytes_on_disk) AS bytes, count() AS part_count FROM system.parts
WHERE ${ACTIVE} AND table != 'schema_version' GROUP BY table, partition ORDER BY table, partition`,
  );
  return rows.map(({ table, day, row_count: count, bytes, part_count: parts }) => ({
    table,
    day,
    rows: Number(count),
    bytes: Number(bytes),
    parts: Number(parts),
  }));
}

/** @param partitions - ordered by table and day. */
export function sumPartitions(partitions: readonly Partition[]): TableStatistics[] {
  const tables = Map.groupBy(partitions, ({ table }) => table);
  return TABLES.map((name) => [name, tables.get(name) ?? []] as const).map(([name, days]) => ({
    name,
    rows: days.reduce((sum, { rows }) => sum + rows, 0),
    bytesOnDisk: days.reduce((sum, { bytes }) => sum + bytes, 0),
    parts: days.reduce((sum, { parts }) => sum + parts, 0),
    oldestDay: days[0]?.day,
    newestDay: days.at(-1)?.day,
  }));
}

interface PartRow {
  readonly table: string;
  readonly name: string;
  readonly bytes: string;
}

/** A trace that ended so long ago has its spans in the store, if it has any. */
const SETTLED = 'end < now() - INTERVAL 1 MINUTE';

/** Of the largest table of items the part that was inserted first. The sums of traces that have no spans now go with it. */
export async function dropOldestPart(engine: Engine, fromDay: string): Promise<number> {
  const items = `${ACTIVE} AND table IN ('spans', 'logs', 'metric_points') AND partition >= {fromDay:String}`;
  const [oldest] = await engine.read<PartRow>(
    `SELECT table, name, bytes_on_disk AS bytes FROM system.parts WHERE ${items}
AND table IN (SELECT table FROM system.parts WHERE ${items} GROUP BY table HAVING count() > 1 ORDER BY sum(bytes_on_disk) DESC LIMIT 1)
ORDER BY partition, min_block_number LIMIT 1`,
    { fromDay },
  );
  if (oldest === undefined) return 0;
  await engine.execute(`ALTER TABLE ${oldest.table} DROP PART '${oldest.name}'`);
  if (oldest.table === 'spans')
    await engine.execute(
      `ALTER TABLE trace_summary DELETE WHERE ${SETTLED} AND trace_id NOT IN (SELECT trace_id FROM spans) SETTINGS mutations_sync = 2`,
    );
  return Number(oldest.bytes);
}
