import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createMarkedRequest, readMarks } from '../fixtures/load.ts';
import { ClickHouseEngine } from './clickhouse-engine.ts';
import { startClickHouseHttp } from './fixtures/clickhouse-http.ts';
import type { ClickHouseHttp } from './fixtures/clickhouse-http.ts';
import { writeSegment } from './fixtures/open-store.ts';
import { isContentRefused } from './refused-content.ts';
import { Store } from './store.ts';

const SIGNALS = ['traces', 'logs', 'metrics'] as const;

async function connect(): Promise<{ store: Store; server: ClickHouseHttp }> {
  const server = await startClickHouseHttp();
  const store = await Store.connect(`clickhouse://ada:s%40fe@${server.host}/observed`);
  onTestFinished(() => store.close());
  return { store, server };
}

test('what is loaded into a server is there, once, also when it is loaded again', async () => {
  const { store } = await connect();
  for (const signal of SIGNALS) {
    const { body, marks } = createMarkedRequest(signal, 5);
    const path = writeSegment([body]);
    await store.load(signal, path, signal);
    await store.loadAgain(signal, path, signal);
    expect((await readMarks(store, signal)).toSorted()).toEqual(marks.toSorted());
  }
  expect(await store.engine.read('SELECT sum(span_count) AS spans FROM trace_summary')).toEqual([{ spans: '5' }]);
});

test('requests carry the user, the database and the schema; reads are read-only and limited', async () => {
  const { store, server } = await connect();
  server.seen.length = 0;
  const { body } = createMarkedRequest('traces', 1);
  await store.load('traces', writeSegment([body]), 'one');
  await store.engine.read('SELECT {a:String} AS a, {b:Array(String)} AS b', { a: "it's \\", b: ["x'y", ''] });
  const authorization = `Basic ${Buffer.from('ada:s@fe').toString('base64')}`;
  expect(server.seen.map(({ queryId, query }) => [queryId, query.slice(0, 21)])).toEqual([
    ['throughline-one-resources', 'INSERT INTO resources'],
    ['throughline-one-spans', 'INSERT INTO spans (`s'],
    [expect.any(String), 'SELECT {a:String} AS '],
  ]);
  for (const request of server.seen) expect(request).toMatchObject({ authorization, database: 'observed' });
  const [, insert, read] = server.seen;
  expect(insert.bodyBytes).toBeGreaterThan(body.length);
  expect(insert.settings).toMatchObject({
    format_schema: expect.stringContaining('message Request {') as unknown,
    format_schema_message_name: 'Request',
    insert_deduplication_token: 'one-spans',
    distributed_foreground_insert: '1',
  });
  expect(read.settings).toMatchObject({ readonly: '1', max_execution_time: '30' });
});

test('values are bound, whatever is in them', async () => {
  const { store } = await connect();
  const values = { a: "it's \\ {a:String}\n", b: ["x'y", '', '\\'], c: 2n ** 63n - 1n, d: true };
  const rows = await store.engine.read(
    'SELECT {a:String} AS a, {b:Array(String)} AS b, {c:Int64} AS c, {d:Bool} AS d',
    values,
  );
  expect(rows).toEqual([{ ...values, c: String(values.c) }]);
});

test('what a server refuses is told apart', async () => {
  const { store } = await connect();
  const broken = writeSegment([Uint8Array.of(0x0a, 0x05, 0x01)]);
  const refused: unknown = await store.load('traces', broken, 'broken').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'TL_STORE_QUERY' });
  expect(isContentRefused(refused)).toBe(true);
  const missing: unknown = await store.engine.read('SELECT * FROM nothing').catch((error: unknown) => error);
  expect(missing).toMatchObject({ code: 'TL_STORE_QUERY' });
  expect(isContentRefused(missing)).toBe(false);
  await expect(store.engine.read('SELECT throwIf(1) SETTINGS max_execution_time = 1')).rejects.toMatchObject({
    code: 'TL_STORE_QUERY',
  });
});

test('nobody there', async () => {
  await expect(Store.connect('clickhouse://127.0.0.1:9/db')).rejects.toMatchObject({ code: 'TL_STORE_UNAVAILABLE' });
});

test.each(['<!doctype html><title>Not it</title>', '{}', '{}\n', ''])(
  'something else there that answers %j',
  async (body) => {
    const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(Store.connect(`clickhouse://127.0.0.1:${port}/db`)).rejects.toMatchObject({
      code: 'TL_STORE_UNAVAILABLE',
    });
  },
);

test.each(['clickhouse://', 'http://localhost:8123', 'clickhouse'])('%s is no store', (url) => {
  expect(() => new ClickHouseEngine(url)).toThrow('need clickhouse://USER:PASSWORD@HOST:PORT/DATABASE');
});

test('a password is not repeated in an error', () => {
  expect(() => new ClickHouseEngine('clickhose://ada:secret@host/db')).toThrow(/^(?!.*secret)/);
});
