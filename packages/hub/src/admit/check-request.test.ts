import { encodeLogsRequest, encodeMetricsRequest } from '@throughline/wire/decode';
import { expect, test } from 'vitest';
import { createLogRecord, createPoint, encodeGauge, encodeLogs } from '../fixtures/logs-and-metrics.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { checkRequest } from './check-request.ts';

const TRACE_ID = '5b8efff798038103d269b633813fc60c';
const good = createSpan({ traceId: TRACE_ID, spanId: 'b7ad6b7169203331' });

test('of each signal the items are counted, and the bad ones cut out', () => {
  const spans = encodeSpans([good, { ...good, traceId: '' }, good]);
  expect(checkRequest('traces', spans)).toMatchObject({ items: 2, rejected: 1, reason: 'not kept: trace-id' });
  expect(checkRequest('traces', checkRequest('traces', spans).kept)).toMatchObject({ items: 2, rejected: 0 });

  const logs = encodeLogs([createLogRecord(), createLogRecord({ spanId: '00' })]);
  expect(checkRequest('logs', logs)).toMatchObject({ items: 1, rejected: 1, reason: 'not kept: span-id' });

  const point = createPoint();
  const exemplar = {
    filteredAttributes: [],
    timeUnixNano: 1n,
    asDouble: 1,
    asInt: undefined,
    spanId: '00',
    traceId: '',
  };
  const metrics = encodeGauge([point, { ...point, exemplars: [exemplar] }, point]);
  expect(checkRequest('metrics', metrics)).toMatchObject({ items: 2, rejected: 1, reason: 'not kept: exemplar-id' });
});

test('a request of which nothing is rejected is not copied', () => {
  const request = encodeSpans([good]);
  expect(checkRequest('traces', request).kept).toBe(request);
});

test('bytes that are no request', () => {
  for (const signal of ['traces', 'logs', 'metrics'] as const)
    expect(() => checkRequest(signal, Buffer.from('hello world'))).toThrow('cannot read message');
});

test('an empty request has no items', () => {
  expect(checkRequest('traces', new Uint8Array(0))).toMatchObject({ items: 0, rejected: 0 });
  expect(checkRequest('logs', encodeLogsRequest({ resourceLogs: [] }))).toMatchObject({ items: 0, rejected: 0 });
  expect(checkRequest('metrics', encodeMetricsRequest({ resourceMetrics: [] }))).toMatchObject({ items: 0 });
});
