import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans, sendTraces } from '../fixtures/spans.ts';
import { Hub } from '../hub.ts';
import type { TraceMatches, TraceOutline } from './types.ts';

const TRACE_ID = 'ab'.repeat(16);
const START = 1_790_000_000_000_000_000n;
const directory = mkdtempSync(`${tmpdir()}/throughline-hub-`);
let hub: Hub;

beforeAll(async () => {
  hub = await Hub.start({ store: `chdb:${directory}/data`, uiPort: 0, otlpHttpPort: 0, otlpGrpcPort: 0 });
  const at = (id: string, parent: string, from: bigint, to: bigint) => ({
    traceId: TRACE_ID,
    spanId: id.repeat(8),
    parentSpanId: parent.repeat(8),
    startTimeUnixNano: START + from,
    endTimeUnixNano: START + to,
  });
  const event = { timeUnixNano: START + 30n, name: 'retry', attributes: [], droppedAttributesCount: 0 };
  const api = [
    createSpan({ ...at('01', '', 0n, 100n), name: 'GET /', kind: 2 }),
    createSpan({
      ...at('02', '01', 10n, 60n),
      name: 'query',
      kind: 3,
      events: [event],
      attributes: [{ key: 'n', value: 7n }],
    }),
    createSpan({ ...at('03', '01', 60n, 70n), name: 'query', kind: 3 }),
  ];
  const lost = [createSpan({ ...at('04', 'ff', 80n, 90n), name: 'mail', status: { code: 2, message: 'no' } })];
  await sendTraces(hub.addresses.otlpHttp, encodeSpans(api, 'api'));
  await sendTraces(hub.addresses.otlpHttp, encodeSpans(lost, 'mailer'));
});

afterAll(async () => {
  await hub.close();
  rmSync(directory, { recursive: true, force: true });
});

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${hub.addresses.ui}/api/v1/traces/${path}`)).json()) as T;
}

test('an outline has a whole trace in columns', async () => {
  await expect.poll(() => get<TraceOutline>(TRACE_ID), { timeout: 30_000 }).toMatchObject({ spanCount: 4 });
  const outline = await get<TraceOutline>(`${TRACE_ID}/outline`);
  expect(outline).toMatchObject({
    traceId: TRACE_ID,
    rootName: 'GET /',
    spanCount: 4,
    errorCount: 1,
    services: ['api', 'mailer'],
    names: ['GET /', 'query', 'mail'],
    columns: {
      spanIds: ['01', '02', '03', '04'].map((id) => id.repeat(8)).join(''),
      service: [0, 0, 0, 1],
      name: [0, 1, 1, 2],
      kind: [2, 3, 3, 1],
      depth: [0, 1, 1, 0],
      descendantCount: [2, 0, 0, 0],
      offsetNs: [0, 10, 60, 80],
      durationNs: [100, 50, 10, 10],
      selfNs: [40, 50, 10, 10],
    },
    events: [1, 30],
  });
  expect(outline.marks).toMatchObject({ error: [3], orphan: [3], links: [], cycle: [] });
});

test.each([
  ['query', [1, 2]],
  ['n=7', [1]],
  ['status=error', [3]],
  ['{serviceName=api} > {kind=client}', [1, 2]],
  ['nothing', []],
])('%s matches %j', async (q, places) => {
  await expect.poll(() => get<TraceOutline>(TRACE_ID), { timeout: 30_000 }).toMatchObject({ spanCount: 4 });
  expect(await get<TraceMatches>(`${TRACE_ID}/matches?q=${encodeURIComponent(q)}`)).toEqual({ places });
});

test.each([
  ['ff'.repeat(16) + '/outline', 'TL_NOT_FOUND'],
  ['nonsense/outline', 'TL_REQUEST'],
  [`${TRACE_ID}/matches?q=a=`, 'TL_QUERY_MISSING'],
  [`${TRACE_ID}/matches`, 'TL_REQUEST'],
])('%s is refused', async (path, code) => {
  expect(await get(path)).toMatchObject({ error: { code } });
});
