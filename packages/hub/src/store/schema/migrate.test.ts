import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { ChdbEngine } from '../chdb-engine.ts';
import type { Engine } from '../engine.ts';
import { loadRequests, openStore, temporaryDirectory } from '../fixtures/open-store.ts';
import { Store } from '../store.ts';
import { SCHEMA_VERSION } from './tables.ts';

const VERSION_1 = readFileSync(new URL('../fixtures/version-1.sql', import.meta.url), 'utf8')
  .replace(/^--.*$/gm, '')
  .split(/;\s*\n/)
  .filter((statement) => statement.trim() !== '');

async function prepare(directory: string, statements: readonly string[]): Promise<void> {
  const engine = new ChdbEngine(directory);
  for (const statement of statements) await engine.execute(statement);
  await engine.close();
}

/** But for the size of granules of `spans`, which an older store keeps: it reads more for a trace, and that is all. */
function tablesOf(engine: Engine): Promise<object[]> {
  return engine.read<object>(
    `SELECT name, replaceRegexpAll(create_table_query, 'UUID \\'[^\\']*\\'|index_granularity = (1024|8192)', '') AS made FROM system.tables
    WHERE database = currentDatabase() AND name NOT LIKE '.inner%' ORDER BY name`,
  );
}

/** Of a new store: only one can be open in a process. */
async function tablesOfToday(): Promise<object[]> {
  const store = await Store.open(temporaryDirectory());
  const tables = await tablesOf(store.engine);
  await store.close();
  return tables;
}

const versionsOf = (engine: Engine): Promise<object[]> => engine.read('SELECT version FROM schema_version');

const VERSION_OF_TODAY = [{ version: SCHEMA_VERSION }];

test('a store of version 1 is as a new one afterwards, with what was in it', async () => {
  const directory = temporaryDirectory();
  await prepare(directory, VERSION_1);
  const today = await tablesOfToday();
  const store = await openStore(directory);
  expect(await tablesOf(store.engine)).toEqual(today);
  expect(await versionsOf(store.engine)).toEqual(VERSION_OF_TODAY);
  await loadRequests(store, 'traces', [
    encodeSpans([createSpan({ traceId: 'ff'.repeat(16), spanId: 'ee'.repeat(8) })]),
  ]);
  const rows = await store.engine.read(`SELECT name, attrs, load_id != '' AS identified FROM spans ORDER BY trace_id`);
  expect(rows).toEqual([
    { name: 'GET /', attrs: { k: 'v' }, identified: 0 },
    { name: 'work', attrs: {}, identified: 1 },
  ]);
  expect(await store.engine.read('SELECT sum(span_count) AS spans FROM trace_summary')).toEqual([{ spans: '2' }]);
});

test('a migration that was interrupted is done again', async () => {
  const directory = temporaryDirectory();
  await prepare(directory, [
    ...VERSION_1,
    'ALTER TABLE logs ADD COLUMN load_id LowCardinality(String) CODEC(ZSTD(1)) AFTER dropped',
    'ALTER TABLE logs RESET SETTING non_replicated_deduplication_window',
    'DROP VIEW trace_summary_view',
  ]);
  const today = await tablesOfToday();
  const store = await openStore(directory);
  expect(await tablesOf(store.engine)).toEqual(today);
});

test('a store of today is opened again as it is', async () => {
  const directory = temporaryDirectory();
  for (let time = 0; time < 2; time++) {
    const store = await Store.open(directory);
    expect(await versionsOf(store.engine)).toEqual(VERSION_OF_TODAY);
    await store.close();
  }
});

test.each(['logs', 'red_1m_view'])('%s is missing in a store of today: it is made', async (name) => {
  const directory = temporaryDirectory();
  const today = await Store.open(directory);
  const tables = await tablesOf(today.engine);
  await today.engine.execute(`DROP TABLE ${name} SYNC`);
  await today.close();
  const store = await openStore(directory);
  expect(await tablesOf(store.engine)).toEqual(tables);
});

test('a store of a newer version is refused, and left as it is', async () => {
  const directory = temporaryDirectory();
  const newer = SCHEMA_VERSION + 1;
  await (await Store.open(directory)).close();
  await prepare(directory, [`INSERT INTO schema_version (version) VALUES (${newer})`, 'DROP TABLE logs']);
  await expect(Store.open(directory)).rejects.toMatchObject({
    code: 'TL_STORE_NEWER',
    message: expect.stringMatching(new RegExp(`version ${newer}, need version ${SCHEMA_VERSION} `)) as unknown,
  });
  const engine = new ChdbEngine(directory);
  expect(await tablesOf(engine)).not.toContainEqual(expect.objectContaining({ name: 'logs' }));
  await engine.close();
});
