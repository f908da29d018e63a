import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createMarkedRequest, readMarks } from '../fixtures/load.ts';
import { CACHE_BYTES, ChdbEngine } from './chdb-engine.ts';
import { loadRequests, openStore, temporaryDirectory } from './fixtures/open-store.ts';
import { Store } from './store.ts';

test('the engine remembers as much of files as it may', async () => {
  const { engine } = await openStore();
  const rows = await engine.read<{ name: string; value: string }>(
    `SELECT name, value FROM system.server_settings WHERE name IN {names:Array(String)}`,
    { names: Object.keys(CACHE_BYTES) },
  );
  expect(Object.fromEntries(rows.map(({ name, value }) => [name, Number(value)]))).toEqual(CACHE_BYTES);
});

test.each([
  'CREATE TABLE mine (a Int8) ENGINE = Memory',
  `INSERT INTO spans (name) VALUES ('mine')`,
  `SELECT * FROM file('/etc/passwd', 'LineAsString', 'line String')`,
  `SELECT * FROM url('http://127.0.0.1:9/', 'LineAsString', 'line String')`,
  'SET readonly = 0',
])('no reader may %s', async (statement) => {
  const { engine } = await openStore();
  await expect(engine.read(statement)).rejects.toMatchObject({ code: 'TL_STORE_QUERY' });
});

test('a store that is opened again in a process reads other signals than before', async () => {
  const directory = temporaryDirectory();
  for (const signal of ['logs', 'metrics', 'traces'] as const) {
    const store = await Store.open(directory);
    const { body, marks } = createMarkedRequest(signal, 2);
    await loadRequests(store, signal, [body]);
    expect((await readMarks(store, signal)).toSorted()).toEqual(marks.toSorted());
    await store.close();
  }
  expect(readdirSync(`${directory}/format_schemas`).length).toBeGreaterThan(3);
  expect(existsSync('format_schemas')).toBe(false);
});

test('a directory that cannot be made is no store', () => {
  expect(() => new ChdbEngine('/dev/null/store')).toThrow('cannot open the store /dev/null/store: ');
});
