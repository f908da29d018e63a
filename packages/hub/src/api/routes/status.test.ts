import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogRecord, encodeLogs } from '../../fixtures/logs-and-metrics.ts';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { HubStatus } from '../types.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start();
});

afterAll(() => hub.close());

const NOW_MS = Date.now();
const minutesAgo = (minutes: number): bigint => BigInt(NOW_MS - minutes * 60_000) * 1_000_000n;

function spanAt(startTimeUnixNano: bigint): ReturnType<typeof createSpan> {
  const endTimeUnixNano = startTimeUnixNano + 1n;
  return createSpan({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), startTimeUnixNano, endTimeUnixNano });
}

test('every answer says that a hub gives it, and OTLP is told its way', async () => {
  const { ui, otlpHttp } = hub.hub.addresses;
  for (const path of ['/healthz', '/api/v1/tail', '/api/v1/traces?limit=0', '/nowhere']) {
    const answer = await fetch(ui + path);
    expect([path, answer.headers.get('throughline-api')]).toEqual([path, '1']);
    await answer.body?.cancel();
  }
  const strayed = await fetch(`${ui}/v1/traces`, { method: 'POST', body: '{}' });
  expect([strayed.status, await strayed.json()]).toEqual([
    404,
    { error: { code: 'TL_NOT_FOUND', message: `cannot find /v1/traces: OTLP/HTTP is at ${otlpHttp}` } },
  ]);
});

test('an empty hub', async () => {
  const status = await hub.get<HubStatus>('status');
  expect(status).toMatchObject({ addresses: hub.hub.addresses, services: [], tails: 0, warnings: [] });
  expect(status.store.tables.map(({ name, rows }) => [name, rows])).toEqual([
    ['logs', 0],
    ['metric_points', 0],
    ['red_1m', 0],
    ['resources', 0],
    ['spans', 0],
    ['trace_summary', 0],
  ]);
});

test('users are counted while their connections are open; when the last one leaves, it is said', async () => {
  const left = Promise.withResolvers<number>();
  const attached = async (): Promise<number> => (await hub.get<HubStatus>('status')).attached;
  const attach = async (): Promise<AbortController> => {
    const user = new AbortController();
    await fetch(`${hub.hub.addresses.ui}/api/v1/attach`, { signal: user.signal });
    return user;
  };
  let leaving = 0;
  hub.hub.onUnused(() => left.resolve(leaving));
  const users = [await attach(), await attach()];
  expect(await attached()).toBe(2);
  for (const user of users) {
    leaving++;
    user.abort();
    while ((await attached()) > users.length - leaving) await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(await left.promise).toBe(2);
});

test('who sends, and who has stopped', async () => {
  const steady = Array.from({ length: 40 }, (_, i) => spanAt(minutesAgo(10 + i)));
  await hub.send(
    'traces',
    encodeSpans(steady, 'stopped'),
    encodeSpans([...steady, spanAt(minutesAgo(0))], 'running'),
    encodeSpans(steady.slice(0, 20), 'rare'),
  );
  const { services, warnings, store, signals } = await hub.get<HubStatus>('status');
  expect(services.map(({ name, spans, stopped }) => [name, spans, stopped])).toEqual([
    ['rare', 20, false],
    ['running', 41, false],
    ['stopped', 40, true],
  ]);
  expect(warnings).toEqual([
    expect.stringMatching(/^stopped sent spans steadily for an hour, and none since \d{4}-.* UTC\.$/),
  ]);
  expect(store.tables.find(({ name }) => name === 'spans')).toMatchObject({ rows: 101 });
  expect(store.bytesOnDisk).toBeGreaterThan(1000);
  expect(signals.traces).toEqual({ received: 101, stored: 101, rejected: 0, queued: 0, queuedBytes: 0 });
});

test('what is refused is said', async () => {
  await hub.send('logs', encodeLogs([createLogRecord(), createLogRecord({ spanId: '00' })]));
  const { warnings, signals } = await hub.get<HubStatus>('status');
  expect(signals.logs).toMatchObject({ received: 2, stored: 1, rejected: 1 });
  expect(warnings).toContain('1 of 2 log records received since the start was refused; its sender was told why.');
});
