import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogRecord, encodeLogs } from '../../fixtures/logs-and-metrics.ts';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { LogList, LogRecord, Trace } from '../types.ts';

const TRACE_ID = 'a'.repeat(32);
const SPAN_ID = 'b'.repeat(16);
const NOW = BigInt(Date.now()) * 1_000_000n;

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start();
  const inTrace = { traceId: TRACE_ID, spanId: SPAN_ID };
  const record = (secondsAgo: bigint, fields: Parameters<typeof createLogRecord>[0]): LogRecordOf =>
    createLogRecord({ timeUnixNano: NOW - secondsAgo * 1_000_000_000n, ...fields });
  await hub.send('traces', encodeSpans([createSpan({ ...inTrace })]));
  await hub.send(
    'logs',
    encodeLogs([
      record(1n, { body: 'Payment declined', severityNumber: 17, severityText: 'ERROR', ...inTrace }),
      record(2n, { body: 'retrying', severityNumber: 13, severityText: 'NOTICE', ...inTrace }),
      record(3n, { body: 'paid', attributes: [{ key: 'order.id', value: 'o-7' }] }),
      record(20n, { body: { user: 'ann', age: 7n }, severityNumber: 0, eventName: 'login' }),
      record(3600n, { body: 42n, severityNumber: 5, attributes: [{ key: 'severity', value: 'own' }] }),
      record(86_400n, { body: 'paid', attributes: [{ key: 'cents', value: 1250n }] }),
    ]),
  );
});

type LogRecordOf = ReturnType<typeof createLogRecord>;

afterAll(() => hub.close());

async function bodiesOf(parameters: Record<string, string>): Promise<unknown[]> {
  const { logs } = await hub.get<LogList>('logs', parameters);
  return logs.map(({ body }) => body);
}

const MAP = { user: 'ann', age: 7 };

test('records of all kinds, newest first, with everything that is known of them', async () => {
  const { logs, nextCursor } = await hub.get<LogList>('logs');
  expect(logs.map(({ body }) => body)).toEqual(['Payment declined', 'retrying', 'paid', MAP, 42, 'paid']);
  expect(nextCursor).toBe(null);
  expect(logs[0]).toEqual({
    timeUnixNano: String(NOW - 1_000_000_000n),
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    severityNumber: 17,
    severityText: 'ERROR',
    severity: 'error',
    service: 'shop',
    eventName: '',
    body: 'Payment declined',
    attributes: {},
    resource: { 'service.name': 'shop' },
    scopeName: '',
  } satisfies LogRecord);
  expect(logs[3]).toMatchObject({ severity: '', eventName: 'login' });
});

test('queries', async () => {
  const check = async (q: string, ...expected: unknown[]): Promise<void> => {
    expect({ q, bodies: await bodiesOf({ q }) }).toEqual({ q, bodies: expected });
  };
  await check('declined', 'Payment declined');
  await check('PAYMENT*clin', 'Payment declined');
  await check('ann', MAP);
  await check('o-7', 'paid');
  await check('login', MAP);
  await check('severity=error', 'Payment declined');
  await check('severity>=warn', 'Payment declined', 'retrying');
  await check('severity>warning', 'Payment declined');
  await check('severity<info', 42);
  await check('severity<=13 AND severity>9', 'retrying');
  await check('severity BETWEEN debug AND info', 'paid', 42, 'paid');
  await check('severity IN (fatal, ERROR)', 'Payment declined');
  await check('severity NOT EXISTS', MAP);
  await check('severityText=NOTICE', 'retrying');
  await check('"severity"=own', 42);
  await check('body=paid', 'paid', 'paid');
  await check('body=42', 42);
  await check('body > 41', 42);
  await check('body =~ "^ret"', 'retrying');
  await check('order.id=o-7', 'paid');
  await check('cents > 1000 OR order.id EXISTS', 'paid', 'paid');
  await check('serviceName=shop AND NOT (severity EXISTS)', MAP);
  await check('service!=shop');
  await check('resource.service.name=shop AND body CONTAINS PAI', 'paid', 'paid');
  await check(`traceId=${TRACE_ID.toUpperCase()} retrying`, 'retrying');
  await check(`spanId=${SPAN_ID} AND severity!=error`, 'retrying');
  await check('event.name=login', MAP);
});

test('parameters beside the query', async () => {
  expect(await bodiesOf({ traceId: TRACE_ID })).toEqual(['Payment declined', 'retrying']);
  expect(await bodiesOf({ severity: 'warn', service: 'shop' })).toEqual(['Payment declined', 'retrying']);
  expect(await bodiesOf({ service: 'nobody' })).toEqual([]);
  expect(await bodiesOf({ start: '-5m', q: 'paid' })).toEqual(['paid']);
  expect(await bodiesOf({ start: '-8d', end: '-2h' })).toEqual(['paid']);
});

test('page after page', async () => {
  const bodies: unknown[] = [];
  let cursor: string | null = '';
  do {
    const list: LogList = await hub.get<LogList>('logs', { limit: '2', ...(cursor !== '' && { cursor }) });
    expect(list.logs.length).toBeLessThanOrEqual(2);
    bodies.push(...list.logs.map(({ body }) => body));
    cursor = list.nextCursor;
  } while (cursor !== null);
  expect(bodies).toEqual(['Payment declined', 'retrying', 'paid', MAP, 42, 'paid']);
});

test('many records of one moment are neither lost nor repeated', async () => {
  const bodies = Array.from({ length: 7 }, (_, i) => `same ${i}`);
  const traceId = 'c'.repeat(32);
  await hub.send('logs', encodeLogs(bodies.map((body) => createLogRecord({ timeUnixNano: NOW, body, traceId }))));
  const found: unknown[] = [];
  let cursor: string | null = '';
  do {
    const list: LogList = await hub.get('logs', { traceId, limit: '3', ...(cursor !== '' && { cursor }) });
    found.push(...list.logs.map(({ body }) => body));
    cursor = list.nextCursor;
  } while (cursor !== null);
  expect(found).toEqual(bodies);
});

test('what has no meaning for a log record is told where', async () => {
  const check = async (marked: string, code: string, message: RegExp): Promise<void> => {
    const position = { from: marked.indexOf('«'), to: marked.indexOf('»') - 1 };
    expect(await hub.getRefused('logs', { q: marked.replaceAll(/[«»]/g, '') })).toMatchObject({
      status: 400,
      error: { code, position, message: expect.stringMatching(message) },
    });
  };
  await check('a=1 AND «duration» > 5s', 'TL_QUERY_FIELD', /need an attribute or one of serviceName.*"duration"/);
  await check('«event.x»=1', 'TL_QUERY_FIELD', /cannot read the field of a log record/);
  await check('severity=«loud»', 'TL_QUERY_VALUE', /got loud, need one of trace, debug/);
  await check('severity=«25»', 'TL_QUERY_VALUE', /1 to 24/);
  await check('«severity =~ "e.*"»', 'TL_QUERY_OPERATOR', /got a pattern/);
  await check('«{a=1} && {b=1}»', 'TL_QUERY_SYNTAX', /cannot relate/);
  await check('a=1 «| count()»', 'TL_QUERY_SYNTAX', /cannot compute/);
  expect(await hub.getRefused('logs', { cursor: 'x' })).toMatchObject({ status: 400, error: { code: 'TL_REQUEST' } });
  const checkParameter = async (parameters: Record<string, string>, message: RegExp): Promise<void> =>
    expect(await hub.getRefused('logs', parameters)).toMatchObject({
      status: 400,
      error: { code: 'TL_REQUEST', message: expect.stringMatching(message) },
    });
  await checkParameter({ limit: '1001' }, /^cannot use the parameter limit: it must be <= 1000$/);
  await checkParameter({ traceId: 'x' }, /^cannot use the parameter traceId: it must match pattern /);
  await checkParameter({ limits: '1' }, /^cannot use the parameter limits: it is not known here$/);
});

test('a trace has its log records, by time', async () => {
  const { logs } = await hub.get<Trace>(`traces/${TRACE_ID}`);
  expect(logs.map(({ body }) => body)).toEqual(['retrying', 'Payment declined']);
});
