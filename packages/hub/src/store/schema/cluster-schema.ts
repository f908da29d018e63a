// The tables for a ClickHouse cluster, with several hubs in front of it. Each table is one on every shard (`…_local`, replicated)
// under a distributed one of the name that statements use. All spans of a trace are on one shard, and views stay on theirs.
import { literal } from '../literal.ts';
import { SPAN_SUMS, createSumsView } from './span-sums.ts';
import { SCHEMA_VERSION, TABLES } from './tables.ts';

/** Where a row goes. It must be the same whenever the row is sent, or a repeated insert would not be recognised. */
const SHARDING_KEYS: Readonly<Record<string, string>> = {
  spans: 'cityHash64(trace_id)',
  trace_summary: 'cityHash64(trace_id)',
  logs: `if(trace_id = '', cityHash64(service, ts), cityHash64(trace_id))`,
  metric_points: 'series',
  resources: 'resource_hash',
  red_1m: 'cityHash64(service, name)',
};

/** Days that are kept. A cluster drops them by itself. */
const RETAINED_DAYS: Readonly<Record<string, number>> = { metric_points: 30, resources: 31 };
const DEFAULT_DAYS = 7;

/**
 * The statements that make Throughline's tables on a cluster, in the database in which they are run. They need the macros
 * `{shard}` and `{replica}`, as any replicated table does.
 *
 * @param cluster - its name in `remote_servers`.
 */
export function createClusterSchema(cluster: string): string[] {
  const on = `ON CLUSTER ${literal(cluster)}`;
  const views = SPAN_SUMS.map((sums) => createSumsView(sums, '_local').replace(' TO ', ` ${on} TO `));
  return [...TABLES.filter(isTable).flatMap((table) => distribute(table, cluster, on)), ...views, ...createVersion(on)];
}

const TABLE =
  /^CREATE TABLE IF NOT EXISTS (\w+) \(([\s\S]*)\) ENGINE = (\w*MergeTree(?:\(\w+\))?)\s+([\s\S]*?)(?:\s+SETTINGS ([^\n]*))?$/;

function isTable(statement: string): boolean {
  return TABLE.test(statement);
}

function distribute(statement: string, cluster: string, on: string): string[] {
  const [, name, columns, engine, order, settings] = TABLE.exec(statement)!;
  const days = RETAINED_DAYS[name] ?? DEFAULT_DAYS;
  return [
    `CREATE TABLE IF NOT EXISTS ${name}_local ${on} (${columns}) ENGINE = Replicated${engine}
${order}
TTL day + INTERVAL ${days} DAY
SETTINGS ${['ttl_only_drop_parts = 1', settings].filter(Boolean).join(', ')}`,
    `CREATE TABLE IF NOT EXISTS ${name} ${on} AS ${name}_local
ENGINE = Distributed(${literal(cluster)}, currentDatabase(), ${name}_local, ${SHARDING_KEYS[name]})`,
  ];
}

/** The same on all shards. */
function createVersion(on: string): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS schema_version ${on} (version UInt32, reached_at DateTime DEFAULT now())
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/all', '{shard}-{replica}') ORDER BY version`,
    `INSERT INTO schema_version (version) VALUES (${SCHEMA_VERSION})`,
  ];
}
