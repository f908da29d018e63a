// The version of the tables. A table is always described as it is today (`*-table.ts`); a migration says what brings a store of
// the version before it there. Migrations only add: what an older store holds is kept.
import { HubError } from '../../errors.ts';
import type { Engine } from '../engine.ts';
import { LOAD_ID } from './column-types.ts';
import { SPAN_SUMS, fillSums } from './span-sums.ts';
import { SCHEMA_VERSION, TABLES } from './tables.ts';

/** Statements that lead to a version from the one before it. Each can be repeated: a hub may be killed after any of them. */
const MIGRATIONS: Readonly<Record<number, readonly string[]>> = {
  2: [
    `ALTER TABLE logs ADD COLUMN IF NOT EXISTS ${LOAD_ID} AFTER dropped`,
    `ALTER TABLE metric_points ADD COLUMN IF NOT EXISTS ${LOAD_ID} AFTER \`exemplars.attrs\``,
    ...['spans', 'resources', 'red_1m', 'logs', 'metric_points'].map(
      (table) => `ALTER TABLE ${table} RESET SETTING non_replicated_deduplication_window`,
    ),
    // Made anew below: they hold nothing. The one of traces could not add up spans of all of time.
    'DROP VIEW IF EXISTS trace_summary_view',
    'DROP VIEW IF EXISTS red_1m_view',
    // Made anew from the spans: the size of its granules cannot be changed.
    ...makeAnew('trace_summary'),
    // Last, since a store without a version is known by it.
    `ALTER TABLE spans ADD COLUMN IF NOT EXISTS ${LOAD_ID} AFTER dropped`,
  ],
  3: [
    // Of parts that are written from now on.
    'ALTER TABLE spans MODIFY SETTING min_compress_block_size = 16384',
    // Made anew below: it counted spans after the year 2106 as some earlier time.
    'DROP VIEW IF EXISTS red_1m_view',
  ],
  // Its quantiles were digests, which took long to add up.
  4: ['DROP VIEW IF EXISTS red_1m_view', ...makeAnew('red_1m')],
};

/** Adds up all spans into a table as it is today. */
function makeAnew(name: string): string[] {
  return [
    `DROP TABLE IF EXISTS ${name}`,
    ...TABLES.filter((statement) => statement.startsWith(`CREATE TABLE IF NOT EXISTS ${name} `)),
    ...SPAN_SUMS.filter(({ table }) => table === name).map(fillSums),
  ];
}

const NEW_STORE = 0;

const VERSION_TABLE =
  'CREATE TABLE IF NOT EXISTS schema_version (version UInt32, reached_at DateTime DEFAULT now()) ENGINE = MergeTree ORDER BY version';

/**
 * Makes the tables of a new store, or brings those of an older one up to date.
 *
 * @throws HubError `TL_STORE_NEWER`, with nothing changed; `TL_STORE_UNAVAILABLE` for tables of a cluster that are older.
 */
export async function migrate(engine: Engine): Promise<void> {
  const found = await findVersion(engine);
  if (found > SCHEMA_VERSION)
    throw new HubError(
      'TL_STORE_NEWER',
      `cannot open the store: got tables of version ${found}, need version ${SCHEMA_VERSION} or older; a newer Throughline has written it`,
    );
  if (await isClustered(engine)) return assertVersion(found);
  for (const statement of migrationsFrom(found)) await engine.execute(statement);
  await createMissing(engine);
  if (found < SCHEMA_VERSION) await engine.execute(`INSERT INTO schema_version (version) VALUES (${SCHEMA_VERSION})`);
}

/** Asks first: to be told that a table exists already costs its parsing, for all of them a tenth of the start. */
async function createMissing(engine: Engine): Promise<void> {
  const tables = await engine.read<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase()',
  );
  const existing = new Set(tables.map(({ name }) => name));
  for (const statement of [...TABLES, VERSION_TABLE])
    if (!existing.has(/ IF NOT EXISTS (\w+)/.exec(statement)![1])) await engine.execute(statement);
}

/** Whether the tables are those of `createClusterSchema`, which an administrator makes. */
export async function isClustered(engine: Engine): Promise<boolean> {
  const tables = await engine.read(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'spans' AND engine = 'Distributed'`,
  );
  return tables.length > 0;
}

function assertVersion(found: number): void {
  if (found !== SCHEMA_VERSION)
    throw new HubError(
      'TL_STORE_UNAVAILABLE',
      `cannot open the store: got tables of version ${found} on a cluster, need version ${SCHEMA_VERSION}, which \`throughline schema --cluster NAME\` prints`,
    );
}

function migrationsFrom(found: number): string[] {
  if (found === NEW_STORE) return [];
  return Object.entries(MIGRATIONS).flatMap(([version, statements]) => (Number(version) > found ? statements : []));
}

async function findVersion(engine: Engine): Promise<number> {
  const columns = await engine.read<{ table: string; name: string }>(
    `SELECT table, name FROM system.columns WHERE database = currentDatabase() AND table IN ('schema_version', 'spans')`,
  );
  if (columns.some(({ table }) => table === 'schema_version')) {
    const [{ version }] = await engine.read<{ version: number }>('SELECT max(version) AS version FROM schema_version');
    if (version > 0) return version;
  }
  // The first version did not say which one it is.
  const spans = columns.filter(({ table }) => table === 'spans');
  return spans.length > 0 && !spans.some(({ name }) => name === 'load_id') ? 1 : NEW_STORE;
}
