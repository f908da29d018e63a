import { encodeTraceRequest } from '@throughline/wire/decode';
import type { DecodedResourceSpans, DecodedScopeSpans, DecodedSpan } from '@throughline/wire/decode';
import { describe, expect, test } from 'vitest';
import { createSpan } from '../../fixtures/spans.ts';
import { loadRequests, openStore, writeSegment } from '../fixtures/open-store.ts';

const NOW = BigInt(Date.now()) * 1_000_000n;
const DAY_NS = 86_400_000_000_000n;
const MAX = 2n ** 64n - 1n;

const SPAN = createSpan({
  traceId: '0102030405060708090a0b0c0d0e0f10',
  spanId: '0102030405060708',
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: NOW,
  endTimeUnixNano: NOW + 1000n,
  flags: 0,
});

function scopeSpans(spans: readonly Partial<DecodedSpan>[], scope?: string): DecodedScopeSpans {
  const attributes = [{ key: 'list', value: ['a', 1n] }];
  return {
    scope: scope === undefined ? undefined : { name: scope, version: '2', attributes, droppedAttributesCount: 0 },
    spans: spans.map((span) => ({ ...SPAN, ...span })),
    schemaUrl: '',
  };
}

function resourceSpans(scopes: readonly DecodedScopeSpans[], service?: string): DecodedResourceSpans {
  const attributes = [{ key: 'service.name', value: service ?? '' }];
  return {
    resource: service === undefined ? undefined : { attributes, droppedAttributesCount: 0 },
    scopeSpans: scopes,
    schemaUrl: '',
  };
}

function requestOf(...spans: readonly Partial<DecodedSpan>[]): Uint8Array {
  return encodeTraceRequest({ resourceSpans: [resourceSpans([scopeSpans(spans, 'http')], 'shop')] });
}

test('a span is stored with all its fields', async () => {
  const store = await openStore();
  const attributes = [
    { key: 'http.route', value: '/' },
    { key: 'http.response.status_code', value: 200n },
  ];
  const event = {
    timeUnixNano: NOW + 7n,
    name: 'retry',
    attributes: [{ key: 'n', value: 1n }],
    droppedAttributesCount: 0,
  };
  const link = {
    traceId: SPAN.traceId,
    spanId: SPAN.spanId,
    traceState: 'a=b',
    attributes: [{ key: 'why', value: 'batch' }],
    droppedAttributesCount: 0,
    flags: 1,
  };
  await loadRequests(store, 'traces', [
    requestOf({
      parentSpanId: '1112131415161718',
      traceState: 'c=d',
      attributes,
      events: [event, { ...event, name: 'again' }],
      links: [link],
      status: { code: 2, message: 'broken' },
      droppedAttributesCount: 1,
      droppedLinksCount: 3,
      flags: 257,
    }),
  ]);
  const rows = await store.engine.read(
    'SELECT toUnixTimestamp64Nano(ts) AS ts, toUnixTimestamp64Nano(events.ts[1]) AS event_ts, * EXCEPT (day, ts, resource_hash, load_id, `events.ts`) FROM spans',
  );
  expect(rows).toEqual([
    {
      ts: String(NOW),
      event_ts: String(NOW + 7n),
      trace_id: SPAN.traceId,
      span_id: SPAN.spanId,
      parent_span_id: '1112131415161718',
      trace_state: 'c=d',
      flags: 257,
      name: 'GET /',
      kind: 'server',
      service: 'shop',
      status: 'error',
      status_message: 'broken',
      duration_ns: '1000',
      scope_name: 'http',
      scope_version: '2',
      scope_attrs: { list: '{"$array":"CgMKAWEKAhgB"}' },
      attrs: { 'http.route': '/' },
      attrs_json: { 'http.response.status_code': '200' },
      'events.name': ['retry', 'again'],
      'events.attrs': [{ n: '1' }, { n: '1' }],
      'links.trace_id': [SPAN.traceId],
      'links.span_id': [SPAN.spanId],
      'links.trace_state': ['a=b'],
      'links.attrs': [{ why: '"batch"' }],
      'links.flags': [1],
      dropped: [1, 0, 3],
    },
  ]);
});

test('what some messages lack does not move to others', async () => {
  const store = await openStore();
  const failed = { name: 'b', status: { code: 2, message: 'no' } };
  const request = encodeTraceRequest({
    resourceSpans: [
      resourceSpans([scopeSpans([{ name: 'a' }, failed, { name: 'c' }])]),
      resourceSpans([scopeSpans([]), scopeSpans([{ name: 'd' }], 'two'), scopeSpans([{ name: 'e' }])], 'first'),
      resourceSpans([], 'nothing'),
      resourceSpans([scopeSpans([{ name: 'f', attributes: [{ key: 'k', value: 'v' }] }], 'three')], 'second'),
    ],
  });
  await loadRequests(store, 'traces', [request, encodeTraceRequest({ resourceSpans: [] }), requestOf({ name: 'g' })]);
  const rows = await store.engine.read<Record<string, unknown>>(
    `SELECT name, service, scope_name, toString(status), attrs['k'] FROM spans ORDER BY name`,
  );
  expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
    'a   unset ',
    'b   error ',
    'c   unset ',
    'd first two unset ',
    'e first  unset ',
    'f second three unset v',
    'g shop http unset ',
  ]);
});

test.each<[string, Partial<DecodedSpan>, string, string]>([
  ['the time zero', { startTimeUnixNano: 0n, endTimeUnixNano: 5n }, '0', '5'],
  ['the last time there is', { startTimeUnixNano: MAX, endTimeUnixNano: MAX }, '9223372036854775807', '0'],
  ['all of time', { startTimeUnixNano: 0n, endTimeUnixNano: MAX }, '0', String(MAX)],
  ['an end before the start', { endTimeUnixNano: NOW - 1n }, String(NOW), '0'],
])('a span of %s is kept, on the day of its arrival', async (_, span, ts, duration) => {
  const store = await openStore();
  await loadRequests(store, 'traces', [requestOf(span)]);
  const rows = await store.engine.read(
    'SELECT toUnixTimestamp64Nano(ts) AS ts, duration_ns, abs(day - today()) <= 1 AS recent FROM spans',
  );
  expect(rows).toEqual([{ ts, duration_ns: duration, recent: 1 }]);
  expect(await store.engine.read('SELECT sum(span_count) AS spans FROM trace_summary')).toEqual([{ spans: '1' }]);
});

test('spans of a thousand days go into few partitions', async () => {
  const store = await openStore();
  const spans = Array.from({ length: 1000 }, (_, index) => ({ startTimeUnixNano: NOW - BigInt(index) * DAY_NS }));
  await loadRequests(store, 'traces', [requestOf(...spans)]);
  const rows = await store.engine.read<object>('SELECT count() AS spans, uniq(day) < 4 AS few FROM spans');
  expect(rows).toEqual([{ spans: '1000', few: 1 }]);
});

test('kinds and statuses that OTLP does not know are none', async () => {
  const store = await openStore();
  await loadRequests(store, 'traces', [
    requestOf({ kind: 6, status: { code: 3, message: '' } }, { kind: -1, status: { code: -1, message: '' } }),
  ]);
  const rows = await store.engine.read('SELECT kind, status FROM spans');
  const none = { kind: 'unspecified', status: 'unset' };
  expect(rows).toEqual([none, none]);
});

test('sums over spans know the root, the errors and the slowest', async () => {
  const store = await openStore();
  const child = { parentSpanId: SPAN.spanId, name: 'SELECT', startTimeUnixNano: NOW - 1n, endTimeUnixNano: NOW + 5n };
  await loadRequests(store, 'traces', [requestOf({ ...child, status: { code: 2, message: '' } })]);
  await loadRequests(store, 'traces', [
    requestOf({}, { ...child, traceId: 'ff'.repeat(16), endTimeUnixNano: NOW + 9n }),
  ]);
  const summaries = await store.engine.read(
    `SELECT min(start) = fromUnixTimestamp64Nano(${NOW - 1n}, 'UTC') AS start, sum(span_count) AS spans, sum(error_count) AS errors,
      argMinMerge(root).2 AS root FROM trace_summary WHERE trace_id = '${SPAN.traceId}' GROUP BY trace_id`,
  );
  expect(summaries).toEqual([{ start: 1, spans: '2', errors: '1', root: 'GET /' }]);
  const red = await store.engine.read(
    `SELECT name, sum(calls) AS calls, argMaxMerge(exemplar) AS exemplar FROM red_1m GROUP BY name ORDER BY name`,
  );
  expect(red).toEqual([
    { name: 'GET /', calls: '1', exemplar: SPAN.traceId },
    { name: 'SELECT', calls: '2', exemplar: 'ff'.repeat(16) },
  ]);
});

describe('a segment that was perhaps stored', () => {
  const COUNTS =
    'SELECT (SELECT count() FROM spans) AS spans, (SELECT sum(span_count) FROM trace_summary) AS summed, (SELECT sum(calls) FROM red_1m) AS calls';
  const YESTERDAY = NOW - (NOW % DAY_NS) - 1n;
  const partition = `PARTITION ID '${new Date(Number(YESTERDAY / 1_000_000n)).toISOString().slice(0, 10).replaceAll('-', '')}'`;

  test.each([
    ['wholly', []],
    ['in one partition of two', [`ALTER TABLE spans DROP ${partition}`]],
    ['without its sums', ['TRUNCATE TABLE trace_summary', 'TRUNCATE TABLE red_1m']],
    ['without its rows', ['TRUNCATE TABLE spans']],
    ['with a sum in one partition of two', [`ALTER TABLE trace_summary DROP ${partition}`]],
    ['not at all', ['spans', 'trace_summary', 'red_1m', 'resources'].map((table) => `TRUNCATE TABLE ${table}`)],
  ])('%s: what is missing is added, nothing twice', async (_, losses) => {
    const store = await openStore();
    const path = writeSegment([requestOf({}, { startTimeUnixNano: YESTERDAY }), requestOf({ name: 'other' })]);
    await store.load('traces', path, 'lost');
    for (const loss of losses) await store.engine.execute(loss);
    await store.loadAgain('traces', path, 'lost');
    expect(await store.engine.read(COUNTS)).toEqual([{ spans: '3', summed: '3', calls: '3' }]);
    await store.loadAgain('traces', path, 'lost');
    expect(await store.engine.read(COUNTS)).toEqual([{ spans: '3', summed: '3', calls: '3' }]);
  });

  test('the sums of others stay as they are', async () => {
    const store = await openStore();
    const path = writeSegment([requestOf({})]);
    const later = { traceId: 'ff'.repeat(16), startTimeUnixNano: NOW - 3_600_000_000_000n };
    await loadRequests(store, 'traces', [requestOf({}, later, later)]);
    await store.load('traces', path, 'lost');
    await store.loadAgain('traces', path, 'lost');
    expect(await store.engine.read(COUNTS)).toEqual([{ spans: '4', summed: '4', calls: '4' }]);
    const sums = await store.engine.read(
      'SELECT sum(span_count) AS spans FROM trace_summary GROUP BY trace_id ORDER BY trace_id',
    );
    expect(sums).toEqual([{ spans: '2' }, { spans: '2' }]);
  });

  test('a file makes one part a day, however large it is', async () => {
    const store = await openStore();
    const spans = Array.from({ length: 5000 }, (_, index) => ({
      startTimeUnixNano: index % 2 === 0 ? NOW : YESTERDAY,
    }));
    const request = requestOf(...spans);
    await loadRequests(
      store,
      'traces',
      Array.from({ length: 30 }, () => request),
    );
    const parts = await store.engine.read(
      `SELECT rows, level FROM system.parts WHERE database = currentDatabase() AND table = 'spans' AND active`,
    );
    expect(parts).toEqual([
      { rows: '75000', level: 0 },
      { rows: '75000', level: 0 },
    ]);
  });
});

test('a request that is none leaves nothing behind of its segment', async () => {
  const store = await openStore();
  const path = writeSegment([requestOf({}), Uint8Array.of(0x0a, 0x05, 0x01)]);
  await expect(store.load('traces', path, 'broken')).rejects.toMatchObject({ code: 'TL_STORE_QUERY' });
  expect(await store.engine.read('SELECT count() AS spans FROM spans')).toEqual([{ spans: '0' }]);
});
