import { encodeLogsRequest } from '@throughline/wire/decode';
import type { DecodedAttribute, DecodedLogRecord, DecodedValue } from '@throughline/wire/decode';
import { expect, test } from 'vitest';
import { loadRequests, openStore, writeSegment } from '../fixtures/open-store.ts';

const NOW = BigInt(Date.now()) * 1_000_000n;

const RECORD: DecodedLogRecord = {
  timeUnixNano: NOW,
  observedTimeUnixNano: NOW + 5n,
  severityNumber: 9,
  severityText: 'INFO',
  body: 'user logged in',
  attributes: [],
  droppedAttributesCount: 0,
  flags: 1,
  traceId: '0102030405060708090a0b0c0d0e0f10',
  spanId: '0102030405060708',
  eventName: '',
};

function logsRequest(records: readonly Partial<DecodedLogRecord>[], resource: DecodedAttribute[] = []): Uint8Array {
  const attributes = [{ key: 'service.name', value: 'auth' }, ...resource];
  const scope = { name: 'pino', version: '9', attributes: [{ key: 'v', value: 2n }], droppedAttributesCount: 0 };
  const logRecords = records.map((record) => ({ ...RECORD, ...record }));
  const scopeLogs = [{ scope, logRecords, schemaUrl: '' }];
  return encodeLogsRequest({
    resourceLogs: [{ resource: { attributes, droppedAttributesCount: 0 }, scopeLogs, schemaUrl: '' }],
  });
}

test('a log record is stored with all its fields', async () => {
  const store = await openStore();
  const attributes = [
    { key: 'user', value: 'ada' },
    { key: 'tries', value: 9_007_199_254_740_993n },
  ];
  const request = logsRequest(
    [{ attributes, eventName: 'login', droppedAttributesCount: 3 }],
    [{ key: 'host.cpus', value: 8n }],
  );
  await loadRequests(store, 'logs', [request]);
  const [row] = await store.engine.read<object>(
    `SELECT toUnixTimestamp64Nano(ts) AS ts, toUnixTimestamp64Nano(observed_ts) AS observed, * EXCEPT (day, ts, observed_ts, resource_hash, load_id), attr_items FROM logs`,
  );
  expect(row).toEqual({
    ts: String(NOW),
    observed: String(NOW + 5n),
    trace_id: RECORD.traceId,
    span_id: RECORD.spanId,
    flags: 1,
    severity_number: 9,
    severity_text: 'INFO',
    service: 'auth',
    event_name: 'login',
    body_is_json: false,
    body: 'user logged in',
    scope_name: 'pino',
    scope_version: '9',
    scope_attrs: { v: '2' },
    attrs: { user: 'ada' },
    attrs_json: { tries: '9007199254740993' },
    dropped: 3,
    attr_items: ['user=ada', 'tries=9007199254740993'],
  });
  const resources = await store.engine.read<object>(
    'SELECT r.attrs AS attrs, r.attrs_json AS attrs_json FROM logs AS l ANY JOIN resources AS r USING resource_hash',
  );
  expect(resources).toEqual([{ attrs: { 'service.name': 'auth' }, attrs_json: { 'host.cpus': '8' } }]);
});

test('a body of any type is exact', async () => {
  const store = await openStore();
  const bodies: [DecodedValue, string, boolean][] = [
    ['', '', false],
    ['{"a":1}', '{"a":1}', false],
    [null, 'null', true],
    [200n, '200', true],
    [200, '200.0', true],
    [true, 'true', true],
    [['a', 1n, 1.5], '["a",1,1.5]', true],
    [{ user: 'ada', $x: -1n }, '{"user":"ada","$$x":-1}', true],
    [Uint8Array.of(1, 2), '{"$bytes":"AQI="}', true],
  ];
  const records = bodies.map(([body], index) => ({ body, timeUnixNano: NOW + BigInt(index) }));
  await loadRequests(store, 'logs', [logsRequest(records)]);
  const rows = await store.engine.read<{ body: string; body_is_json: boolean }>('SELECT * FROM logs ORDER BY ts');
  expect(rows.map((row) => [row.body, row.body_is_json])).toEqual(bodies.map(([, text, json]) => [text, json]));
});

test('a record without a time of its own has the time it was observed', async () => {
  const store = await openStore();
  await loadRequests(store, 'logs', [logsRequest([{ timeUnixNano: 0n }])]);
  const rows = await store.engine.read('SELECT toUnixTimestamp64Nano(ts) AS ts FROM logs');
  expect(rows).toEqual([{ ts: String(NOW + 5n) }]);
});

test('values outside of what OTLP allows do not stop a load', async () => {
  const store = await openStore();
  const records = [
    { severityNumber: 25 },
    { severityNumber: -1 },
    { timeUnixNano: 2n ** 64n - 1n },
    { timeUnixNano: 0n, observedTimeUnixNano: 0n },
    { timeUnixNano: NOW - 400n * 86_400_000_000_000n },
  ];
  await loadRequests(store, 'logs', [logsRequest(records)]);
  const rows = await store.engine.read(
    'SELECT count() AS rows, uniq(day) AS days, max(severity_number) AS top FROM logs',
  );
  expect(rows).toEqual([{ rows: '5', days: '1', top: 9 }]);
});

test('the same segment a second time adds no rows', async () => {
  const store = await openStore();
  const path = writeSegment([logsRequest([{}, {}]), logsRequest([{}])]);
  await store.load('logs', path, 'once');
  await store.loadAgain('logs', path, 'once');
  expect(await store.engine.read('SELECT count() AS rows FROM logs')).toEqual([{ rows: '3' }]);
  await store.load('logs', path, 'another');
  expect(await store.engine.read('SELECT count() AS rows FROM logs')).toEqual([{ rows: '6' }]);
});

test.each([
  [`trace_id = '${RECORD.traceId}'`, 'ix_trace'],
  [`has(attr_items, 'user=ada')`, 'ix_item'],
  [`has(attr_keys, 'user')`, 'ix_key'],
  [`hasToken(lower(body), 'logged')`, 'ix_word'],
])('%s is answered by %s', async (condition, index) => {
  const store = await openStore();
  await loadRequests(store, 'logs', [logsRequest([{ attributes: [{ key: 'user', value: 'ada' }] }])]);
  expect(await store.engine.read(`SELECT count() AS rows FROM logs WHERE ${condition}`)).toEqual([{ rows: '1' }]);
  const plan = await store.engine.read<{ explain: string }>(
    `EXPLAIN indexes = 1 SELECT ts FROM logs WHERE ${condition}`,
  );
  expect(plan.map(({ explain }) => explain).join('\n')).toContain(index);
});
