// Logs and metrics share one walk, and these tests.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageOf } from '../fixtures/arbitraries.ts';
import { encodeMessage } from '../protobuf/encode-message.ts';
import type { ItemLimits, ItemsReport } from './items-walk.ts';
import { decodeLogsRequest } from './logs-codec.ts';
import { LOGS_REQUEST } from './logs-messages.ts';
import { decodeMetricsRequest } from './metrics-codec.ts';
import { METRICS_REQUEST } from './metrics-messages.ts';
import { removeItems } from './remove-items.ts';
import { validateLogsRequest } from './validate-logs-request.ts';
import { validateMetricsRequest } from './validate-metrics-request.ts';

/** A length-delimited field. */
function field(number: number, ...content: (Uint8Array | string)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)));
  const head = [(number << 3) | 2];
  let { length } = bytes;
  for (; length > 0x7f; length >>>= 7) head.push((length & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...head, length]), bytes]);
}

/** A request with `units` in its only scope: fields 2 of it. */
function requestOf(...units: Uint8Array[]): Buffer {
  const resource = field(1, attribute(1, 'service.name', text('shop')));
  const scope = field(1, field(1, Buffer.from('scope')));
  return field(1, resource, field(2, scope, ...units));
}

function attribute(number: number, key: string, value: Uint8Array | string): Buffer {
  return field(number, field(1, Buffer.from(key)), field(2, value));
}

function text(content: string): Buffer {
  return field(1, Buffer.from(content));
}

const logRecord = (...fields: (Uint8Array | string)[]): Buffer => field(2, ...fields);
const metric = (...fields: (Uint8Array | string)[]): Buffer => field(2, field(1, Buffer.from('m')), ...fields);
const GAUGE = 5;
const SUM = 7;
const HISTOGRAM = 9;
const EXPONENTIAL = 10;
const SUMMARY = 11;
const point = (...fields: (Uint8Array | string)[]): Buffer => field(1, ...fields);
const gauge = (...fields: (Uint8Array | string)[]): Buffer => metric(field(GAUGE, point(...fields)));

const faultsOf = ({ rejected }: ItemsReport): string[] => rejected.map(({ fault }) => fault);
const logFaults = (record: string, limits?: ItemLimits): string[] =>
  faultsOf(validateLogsRequest(requestOf(logRecord(record)), limits));

test('nothing, and items of several kinds', () => {
  expect(validateLogsRequest(new Uint8Array(0))).toEqual({ itemCount: 0, rejected: [] });
  expect(validateMetricsRequest(new Uint8Array(0))).toEqual({ itemCount: 0, rejected: [] });
  const logs = Buffer.concat([requestOf(logRecord(), logRecord()), requestOf(logRecord())]);
  expect(validateLogsRequest(logs)).toEqual({ itemCount: 3, rejected: [] });
  const metrics = requestOf(
    metric(field(GAUGE, point(), point())),
    metric(field(SUM, point(), '1002', '1801')),
    metric(field(HISTOGRAM, point())),
    metric(field(EXPONENTIAL, point())),
    metric(field(SUMMARY, point(), point())),
    metric(),
  );
  expect(validateMetricsRequest(metrics)).toEqual({ itemCount: 7, rejected: [] });
});

const TRACE_ID = '4a100102030405060708090a0b0c0d0e0f10';
const SPAN_ID = '5208a1a2a3a4a5a6a7a8';

test.each([
  ['without any field', '', []],
  ['with both ids', `${TRACE_ID}${SPAN_ID}`, []],
  ['with empty ids', '4a005200', []],
  ['with ids of zeros', `4a10${'00'.repeat(16)}5208${'00'.repeat(8)}`, []],
  ['with an unknown field', 'c03e05', []],
  ['with a field that OTLP gave up', '2005', []],
  ['with a trace id of 15 bytes', `4a0f${'11'.repeat(15)}`, ['trace-id']],
  ['with a trace id of 17 bytes', `4a11${'11'.repeat(17)}`, ['trace-id']],
  ['with a trace id of hex text', `4a20${'31'.repeat(32)}`, ['trace-id']],
  ['with a span id of 7 bytes', `5207${'11'.repeat(7)}`, ['span-id']],
  ['with a span id of 9 bytes', `5209${'11'.repeat(9)}`, ['span-id']],
  ['with a severity that is text', '120161', ['wire-type']],
  ['with a body that is a number', '2805', ['wire-type']],
  ['with a time that is a varint', '0805', ['wire-type']],
  ['with a body that has a number as text', '2a020805', ['wire-type']],
])('a log record %s', (_, record, expected) => expect(logFaults(record)).toEqual(expected));

const body = (depth: number): Buffer => (depth === 0 ? text('x') : field(5, field(1, body(depth - 1))));
const many = (count: number, one: Uint8Array): Buffer => Buffer.concat(Array.from({ length: count }, () => one));
const exemplar = (number: number, ids = ''): Buffer => field(number, ids);
const numbers = (number: number, count: number): Buffer => field(number, Buffer.alloc(count * 8));

test.each<[string, Uint8Array, Uint8Array, ItemLimits]>([
  ['name-length', field(12, Buffer.alloc(20)), field(12, Buffer.alloc(21)), { maxNameBytes: 20 }],
  ['name-length', attribute(6, 'x'.repeat(20), ''), attribute(6, 'x'.repeat(21), ''), { maxNameBytes: 20 }],
  ['text-length', field(3, Buffer.alloc(20)), field(3, Buffer.alloc(21)), { maxTextBytes: 20 }],
  ['text-length', field(5, text('x'.repeat(20))), field(5, text('x'.repeat(21))), { maxTextBytes: 20 }],
  ['attribute-count', many(2, attribute(6, 'a', '')), many(3, attribute(6, 'a', '')), { maxAttributes: 2 }],
  ['element-count', field(5, field(5, many(3, field(1)))), field(5, field(5, many(4, field(1)))), { maxElements: 3 }],
  ['nesting', field(5, body(3)), field(5, body(4)), { maxNesting: 11 }],
])('a log record at the limit of %s, and above it', (fault, accepted, rejected, limits) => {
  expect(faultsOf(validateLogsRequest(requestOf(logRecord(accepted)), limits))).toEqual([]);
  expect(faultsOf(validateLogsRequest(requestOf(logRecord(rejected)), limits))).toEqual([fault]);
});

test.each<[string, Uint8Array, Uint8Array, ItemLimits]>([
  ['exemplar-count', gauge(many(2, exemplar(5))), gauge(many(3, exemplar(5))), { maxExemplars: 2 }],
  [
    'exemplar-count',
    metric(field(SUMMARY, point(many(2, field(6))))),
    metric(field(SUMMARY, point(many(3, field(6))))),
    { maxExemplars: 2 },
  ],
  [
    'bucket-count',
    metric(field(HISTOGRAM, point(numbers(6, 3), numbers(7, 3)))),
    metric(field(HISTOGRAM, point(numbers(6, 3), numbers(7, 4)))),
    { maxBuckets: 3 },
  ],
  [
    'bucket-count',
    metric(field(EXPONENTIAL, point(field(8, field(2, 'ff010203'))))),
    metric(field(EXPONENTIAL, point(field(8, field(2, 'ff01020304'))))),
    { maxBuckets: 3 },
  ],
  [
    'attribute-count',
    gauge(many(2, attribute(7, 'a', ''))),
    gauge(many(3, attribute(7, 'a', ''))),
    { maxAttributes: 2 },
  ],
  ['exemplar-id', gauge(exemplar(5, '2a00')), gauge(exemplar(5, '2a0111')), {}],
  ['exemplar-id', gauge(exemplar(5, `2208${'11'.repeat(8)}`)), gauge(exemplar(5, `2207${'11'.repeat(7)}`)), {}],
  ['wire-type', metric(field(HISTOGRAM, point(numbers(6, 1)))), metric(field(HISTOGRAM, point('3005'))), {}],
  ['wire-type', gauge('19'.padEnd(18, '0')), gauge('1805'), {}],
  [
    'name-length',
    metric(field(3, Buffer.alloc(20)), gauge()),
    metric(field(3, Buffer.alloc(21))),
    { maxNameBytes: 20 },
  ],
])('a metric at the limit of %s, and above it', (fault, accepted, rejected, limits) => {
  expect(faultsOf(validateMetricsRequest(requestOf(accepted), limits))).toEqual([]);
  expect(faultsOf(validateMetricsRequest(requestOf(rejected), limits))).toEqual([fault]);
});

test('numbers of a list are taken one by one as well', () => {
  const one = '31'.padEnd(18, '0');
  const report = validateMetricsRequest(requestOf(metric(field(HISTOGRAM, point(one, one)))));
  expect(report).toEqual({ itemCount: 1, rejected: [] });
});

test('the number of items is limited', () => {
  const refused = expect.objectContaining({ code: 'TL_WIRE_LIMIT' });
  const logs = requestOf(logRecord(), logRecord());
  expect(validateLogsRequest(logs, { maxItems: 2 }).itemCount).toBe(2);
  expect(() => validateLogsRequest(logs, { maxItems: 1 })).toThrow(refused);
  const metrics = requestOf(metric(field(GAUGE, point())), metric(field(SUM, point())));
  expect(validateMetricsRequest(metrics, { maxItems: 2 }).itemCount).toBe(2);
  expect(() => validateMetricsRequest(metrics, { maxItems: 1 })).toThrow(refused);
});

test.each<[string, Uint8Array, string]>([
  ['text', Buffer.from('hello world'), 'TL_WIRE_MALFORMED'],
  ['a cut request', requestOf(logRecord(TRACE_ID)).subarray(0, -1), 'TL_WIRE_TRUNCATED'],
  ['a resource of another wire type', Buffer.from('0a020805', 'hex'), 'TL_WIRE_MALFORMED'],
  ['a group', Buffer.from('0b0c', 'hex'), 'TL_WIRE_MALFORMED'],
  ['a record above its scope', requestOf(Buffer.from('12ff01', 'hex')), 'TL_WIRE_TRUNCATED'],
  ['a record with a cut attribute', requestOf(logRecord('327f')), 'TL_WIRE_TRUNCATED'],
  ['a long name of a scope', field(1, field(2, field(1, field(1, Buffer.alloc(4097))))), 'TL_WIRE_LIMIT'],
])('refuses %s', (_, bytes, code) => {
  expect(() => validateLogsRequest(bytes)).toThrow(expect.objectContaining({ name: 'WireError', code }));
  expect(() => validateMetricsRequest(bytes)).toThrow(expect.objectContaining({ name: 'WireError', code }));
});

test('a list of numbers that ends inside of one is no protobuf', () => {
  const cut = requestOf(metric(field(HISTOGRAM, point(field(6, Buffer.alloc(7))))));
  expect(() => validateMetricsRequest(cut)).toThrow(expect.objectContaining({ code: 'TL_WIRE_TRUNCATED' }));
});

test('a bad point goes alone, a bad metric with all its points', () => {
  const badPoint = point(exemplar(5, '2a0111'));
  const badMetric = metric(field(GAUGE, point(), badPoint), field(SUM, point()));
  const request = requestOf(
    metric(field(GAUGE, point('4001'), badPoint, point('4002'))),
    badMetric,
    metric(field(SUM, point('4003'))),
  );
  const { itemCount, rejected } = validateMetricsRequest(request);
  expect(itemCount).toBe(7);
  expect(rejected.map(({ fault, items }) => [fault, items])).toEqual([
    ['exemplar-id', 1],
    ['metric-data', 3],
  ]);
  const expected = requestOf(metric(field(GAUGE, point('4001'), point('4002'))), metric(field(SUM, point('4003'))));
  expect(Buffer.from(removeItems(request, rejected)).equals(expected)).toBe(true);
});

test.each([
  ['the only record', [''], ['bad']],
  ['the first and the last', ['1001'], ['bad', '1001', 'bad']],
  ['neighbours', ['1001', '1002'], ['1001', 'bad', 'bad', '1002']],
  ['none', ['1001'], ['1001']],
])('removes %s', (_, after, before) => {
  const records = (list: string[]): Buffer[] =>
    list.filter((record) => record !== '').map((record) => logRecord(record === 'bad' ? '4a0111' : record));
  const request = requestOf(...records(before));
  const kept = removeItems(request, validateLogsRequest(request).rejected);
  expect(Buffer.from(kept).equals(requestOf(...records(after)))).toBe(true);
});

test('of any request, exactly the rejected is removed', () => {
  const limits = { maxNameBytes: 20_000 };
  const isId = (id: string, length: number): boolean => id === '' || id.length === length;
  fc.assert(
    fc.property(messageOf(LOGS_REQUEST), (request) => {
      const bytes = encodeMessage(request, LOGS_REQUEST);
      const kept = decodeLogsRequest(removeItems(bytes, validateLogsRequest(bytes, limits).rejected));
      const expected = request.resourceLogs.map((ofResource) => ({
        ...ofResource,
        scopeLogs: ofResource.scopeLogs.map((ofScope) => ({
          ...ofScope,
          logRecords: ofScope.logRecords.filter(({ traceId, spanId }) => isId(traceId, 32) && isId(spanId, 16)),
        })),
      }));
      expect(Buffer.from(encodeMessage(kept, LOGS_REQUEST))).toEqual(
        Buffer.from(encodeMessage({ resourceLogs: expected }, LOGS_REQUEST)),
      );
    }),
    { numRuns: 100 },
  );
  fc.assert(
    fc.property(messageOf(METRICS_REQUEST), (request) => {
      const bytes = encodeMessage(request, METRICS_REQUEST);
      const { itemCount, rejected } = validateMetricsRequest(bytes, limits);
      const kept = removeItems(bytes, rejected);
      const rejectedItems = rejected.reduce((sum, { items }) => sum + items, 0);
      expect(validateMetricsRequest(kept, limits)).toEqual({ itemCount: itemCount - rejectedItems, rejected: [] });
      decodeMetricsRequest(kept);
    }),
    { numRuns: 100 },
  );
});
