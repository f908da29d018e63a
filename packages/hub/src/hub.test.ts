import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Trace } from './api/types.ts';
import { createSpan, encodeSpans } from './fixtures/spans.ts';
import { Hub } from './hub.ts';

const directory = mkdtempSync(`${tmpdir()}/throughline-hub-`);
let hub: Hub;

beforeAll(async () => {
  hub = await Hub.start({ store: `chdb:${directory}`, uiPort: 0, otlpHttpPort: 0, otlpGrpcPort: 0 });
});

afterAll(async () => {
  await hub.close();
  rmSync(directory, { recursive: true });
});

const TRACE_ID = '5b8efff798038103d269b633813fc60c';

function request(): Uint8Array {
  const start = BigInt(Date.now()) * 1_000_000n;
  const span = (spanId: string, parentSpanId: string, [from, to]: [bigint, bigint]) =>
    createSpan({
      traceId: TRACE_ID,
      spanId,
      parentSpanId,
      name: `span ${spanId}`,
      kind: 2,
      startTimeUnixNano: start + from,
      endTimeUnixNano: start + to,
      attributes: [{ key: 'http.response.status_code', value: 200n }],
    });
  return encodeSpans([
    span('b7ad6b7169203331', '', [0n, 9_000_000n]),
    span('00f067aa0ba902b7', 'b7ad6b7169203331', [1_000_000n, 5_000_000n]),
  ]);
}

async function fetchTrace(): Promise<Trace> {
  for (;;) {
    const answer = await fetch(`${hub.addresses.ui}/api/v1/traces/${TRACE_ID}`);
    if (answer.status === 200) return (await answer.json()) as Trace;
    expect(answer.status).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('what is sent by OTLP/HTTP is answered as a tree', async () => {
  const sent = await fetch(`${hub.addresses.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: request(),
  });
  expect(sent.status).toBe(200);
  const trace = await fetchTrace();
  expect(trace).toMatchObject({
    rootService: 'shop',
    rootName: 'span b7ad6b7169203331',
    spanCount: 2,
    errorCount: 0,
    durationNs: 9_000_000,
  });
  expect(trace.spans.map(({ spanId, depth, critical, selfNs }) => ({ spanId, depth, critical, selfNs }))).toEqual([
    { spanId: 'b7ad6b7169203331', depth: 0, critical: true, selfNs: 5_000_000 },
    { spanId: '00f067aa0ba902b7', depth: 1, critical: true, selfNs: 4_000_000 },
  ]);
  expect(trace.spans[1]).toMatchObject({ offsetNs: 1_000_000, attributes: { 'http.response.status_code': 200 } });
});

async function search(
  parameters: Record<string, string>,
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`${hub.addresses.ui}/api/v1/traces?${new URLSearchParams(parameters).toString()}`);
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

test('traces are found by query, and a bad query is told where', async () => {
  const check = async (q: string, found: boolean): Promise<void> => {
    const { answer } = await search({ q });
    expect({ q, traces: (answer.traces as readonly { traceId: string }[])?.map(({ traceId }) => traceId) }).toEqual({
      q,
      traces: found ? [TRACE_ID] : [],
    });
  };
  await check('', true);
  await check('serviceName=shop AND duration > 2ms', true);
  await check('serviceName=shop AND duration > 2s', false);
  await check('http.response.status_code >= 200', true);
  await check('name=*B7AD* AND status=error', false);
  await check('{name="span b7ad6b7169203331"} > {kind=server}', true);
  expect(await search({ q: 'servicename=shop' })).toMatchObject({
    status: 400,
    answer: { error: { code: 'TL_QUERY_FIELD', position: { from: 0, to: 11 }, suggestion: 'serviceName' } },
  });
  expect((await search({ start: 'yesterday' })).answer).toMatchObject({ error: { code: 'TL_REQUEST' } });
  expect((await search({ limit: '0' })).status).toBe(400);
  expect((await search({ unknown: 'x' })).status).toBe(400);
});

test('a second hub on the same directory says who has it', async () => {
  await expect(
    Hub.start({ store: `chdb:${directory}`, uiPort: 0, otlpHttpPort: 0, otlpGrpcPort: 0 }),
  ).rejects.toMatchObject({
    code: 'TL_HUB_DIRECTORY_IN_USE',
    message: expect.stringContaining(`process id ${process.pid}`),
  });
});
