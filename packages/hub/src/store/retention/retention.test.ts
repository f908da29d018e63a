import { expect, test } from 'vitest';
import { createMarkedRequest } from '../../fixtures/load.ts';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { loadRequests, openStore } from '../fixtures/open-store.ts';
import type { Store } from '../store.ts';
import { formatDay } from './find-expired.ts';
import type { RetentionLimits } from './find-expired.ts';
import { Retention, enforceLimits } from './retention.ts';

const MINUTES_AGO = new Date(Date.now() - 5 * 60_000);
const DAY_MS = 86_400_000;

const UNLIMITED: RetentionLimits = { tracesDays: 7, logsDays: 7, metricsDays: 30, maxBytes: Number.POSITIVE_INFINITY };

let traces = 0;

/** Spans of one new trace, which are an insert of their own. */
async function loadTrace(store: Store, start: Date): Promise<string> {
  const traceId = (++traces).toString(16).padStart(32, '0');
  const startTimeUnixNano = BigInt(start.getTime()) * 1_000_000n;
  const span = createSpan({ traceId, spanId: 'ee'.repeat(8), startTimeUnixNano, endTimeUnixNano: startTimeUnixNano });
  await loadRequests(store, 'traces', [encodeSpans([span])]);
  return traceId;
}

async function enforce(store: Store, limits: Partial<RetentionLimits>, now: Date): Promise<string[]> {
  const said: string[] = [];
  await enforceLimits({ store, limits: { ...UNLIMITED, ...limits }, report: (message) => said.push(message) }, now);
  return said;
}

async function sizeOf(store: Store): Promise<number> {
  return (await store.partitions()).reduce((sum, { bytes }) => sum + bytes, 0);
}

async function tracesIn(store: Store, table: string): Promise<string[]> {
  const rows = await store.engine.read<{ id: string }>(`SELECT DISTINCT trace_id AS id FROM ${table} ORDER BY id`);
  return rows.map(({ id }) => id);
}

async function filledTables(store: Store): Promise<string[]> {
  return (await store.statistics()).filter(({ rows }) => rows > 0).map(({ name }) => name);
}

test('a signal is dropped after its time, the others are kept', async () => {
  const store = await openStore();
  for (const signal of ['traces', 'logs', 'metrics'] as const)
    await loadRequests(store, signal, [createMarkedRequest(signal, 3).body]);
  const later = new Date(Date.now() + 8 * DAY_MS);
  expect(await enforce(store, {}, later)).toEqual([]);
  expect(await filledTables(store)).toEqual(['metric_points', 'resources']);
  expect(await enforce(store, {}, new Date(Date.now() + 32 * DAY_MS))).toEqual([]);
  expect(await filledTables(store)).toEqual([]);
});

test('what is over the limit of size is dropped, a day before today wholly, and said', async () => {
  const store = await openStore();
  await loadTrace(store, MINUTES_AGO);
  const tomorrow = new Date(MINUTES_AGO.getTime() + DAY_MS);
  expect(await enforce(store, { maxBytes: await sizeOf(store) }, tomorrow)).toEqual([]);
  const maxBytes = (await sizeOf(store)) - 1;
  expect(await enforce(store, { maxBytes }, tomorrow)).toEqual([
    expect.stringContaining(`dropped the oldest 0 MiB of it, up to ${formatDay(MINUTES_AGO)}`),
  ]);
  expect(await filledTables(store)).toEqual([]);
  expect(await enforce(store, { maxBytes }, tomorrow)).toEqual([]);
});

test('of today the oldest parts are dropped, and traces that have no span left', async () => {
  const store = await openStore();
  await store.engine.execute('SYSTEM STOP MERGES spans');
  await loadTrace(store, MINUTES_AGO);
  const others = [await loadTrace(store, MINUTES_AGO), await loadTrace(store, MINUTES_AGO)];
  const said = await enforce(store, { maxBytes: (await sizeOf(store)) - 1 }, MINUTES_AGO);
  expect(said).toHaveLength(1);
  expect(await tracesIn(store, 'spans')).toEqual(others);
  expect(await tracesIn(store, 'trace_summary')).toEqual(others);
});

test('the last part is kept, however small the limit', async () => {
  const store = await openStore();
  const trace = await loadTrace(store, MINUTES_AGO);
  expect(await enforce(store, { maxBytes: 1 }, MINUTES_AGO)).toEqual([]);
  expect(await tracesIn(store, 'spans')).toEqual([trace]);
});

test('limits are kept from the start on', async () => {
  const store = await openStore();
  await loadTrace(store, MINUTES_AGO);
  const limits = { ...UNLIMITED, tracesDays: -2 };
  await new Retention({ store, limits, report: (message) => expect.unreachable(message) }).close();
  expect(await tracesIn(store, 'spans')).toEqual([]);
});

test('trouble is said', async () => {
  const said: string[] = [];
  const partitions = (): Promise<never> => Promise.reject(new Error('the disk is gone'));
  const store = { partitions, dropPartitions: () => Promise.resolve(), dropOldestPart: () => Promise.resolve(0) };
  await new Retention({ store, limits: UNLIMITED, report: (message) => said.push(message) }).close();
  expect(said).toEqual(['cannot drop what is old, will try again: the disk is gone']);
});

test('statistics say what the tables hold, and from when', async () => {
  const store = await openStore();
  expect(await filledTables(store)).toEqual([]);
  await loadTrace(store, MINUTES_AGO);
  await loadTrace(store, MINUTES_AGO);
  const day = formatDay(MINUTES_AGO);
  expect(await store.statistics()).toContainEqual({
    name: 'spans',
    rows: 2,
    bytesOnDisk: expect.any(Number) as unknown,
    parts: expect.any(Number) as unknown,
    oldestDay: day,
    newestDay: day,
  });
});
