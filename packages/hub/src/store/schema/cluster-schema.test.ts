import { expect, test } from 'vitest';
import { openStore } from '../fixtures/open-store.ts';
import { createClusterSchema } from './cluster-schema.ts';

const SCHEMA = createClusterSchema("it's");

test('ClickHouse can read every statement', async () => {
  const store = await openStore();
  for (const statement of SCHEMA) {
    const [, ...tree] = await store.engine.read<{ explain: string }>(`EXPLAIN AST ${statement}`);
    expect(tree.length, statement).toBeGreaterThan(1);
  }
  await expect(store.engine.read('EXPLAIN AST CREATE TABLE a ON CLUSTER')).rejects.toMatchObject({
    code: 'TL_STORE_QUERY',
  });
});

test('each table is there twice: on every shard, and over all', async () => {
  const store = await openStore();
  const tables = await store.engine.read<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_version' ORDER BY name`,
  );
  const made = SCHEMA.flatMap(
    (statement) => /^CREATE TABLE IF NOT EXISTS (\w+) ON CLUSTER 'it\\'s'/.exec(statement)?.[1] ?? [],
  );
  expect(made.toSorted()).toEqual(
    [...tables.flatMap(({ name }) => [name, `${name}_local`]), 'schema_version'].toSorted(),
  );
});

test('a table over all sends a row where its trace is', () => {
  expect(SCHEMA).toContain(
    `CREATE TABLE IF NOT EXISTS spans ON CLUSTER 'it\\'s' AS spans_local\nENGINE = Distributed('it\\'s', currentDatabase(), spans_local, cityHash64(trace_id))`,
  );
});

test('what is on a shard is replicated, added up there, and dropped in time', () => {
  const local = SCHEMA.filter((statement) => statement.includes('_local ON CLUSTER'));
  for (const statement of local)
    expect(statement).toMatch(/ENGINE = Replicated\w*MergeTree[\s\S]*\nTTL day \+ INTERVAL (7|30|31) DAY\n/);
  const views = SCHEMA.filter((statement) => statement.startsWith('CREATE MATERIALIZED VIEW'));
  expect(views).toHaveLength(2);
  for (const view of views)
    expect(view).toMatch(
      /^CREATE MATERIALIZED VIEW IF NOT EXISTS \w+ ON CLUSTER .* TO \w+_local AS\n[\s\S]*FROM spans_local AS s /,
    );
});
