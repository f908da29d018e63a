import { encodeTraceRequest } from '@throughline/wire/decode';
import { expect, test } from 'vitest';
import { createLogRecord, createPoint, encodeGauge, encodeLogs } from '../fixtures/logs-and-metrics.ts';
import { createMetric, encodeMetrics } from '../fixtures/metrics.ts';
import { createSpan, encodeSpans } from '../fixtures/spans.ts';
import { readMetricFields, readResources } from './read-request.ts';

const SPAN = createSpan({ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'b7ad6b7169203331' });

test.each<[string, Uint8Array, readonly string[] | undefined]>([
  ['nothing', new Uint8Array(0), []],
  ['a group without a resource', Buffer.from('0a00', 'hex'), ['']],
  ['two groups', Buffer.from('0a040a0208010a040a020802', 'hex'), ['0801', '0802']],
  ['a resource in two pieces', Buffer.from('0a080a0208010a020802', 'hex'), ['08010802']],
  ['an unknown field', Buffer.from('0a070a0208013a0102', 'hex'), ['0801']],
  ['a number', Buffer.from('0801', 'hex'), undefined],
  ['a number in a group', Buffer.from('0a020801', 'hex'), undefined],
  ['a cut group', Buffer.from('0a05', 'hex'), undefined],
  ['a cut tag', Buffer.from('8a', 'hex'), undefined],
])('resources of %s', (_, request, expected) => {
  const resources = readResources(request)?.map((resource) => Buffer.from(resource).toString('hex'));
  expect(resources).toEqual(expected);
});

test('resources are where they are looked for, in requests of all signals', () => {
  const resource = { attributes: [{ key: 'service.name', value: 'shop' }], droppedAttributesCount: 0 };
  const alone = encodeTraceRequest({ resourceSpans: [{ resource, schemaUrl: '', scopeSpans: [] }] });
  const [expected] = readResources(alone)!;
  expect(expected.length).toBeGreaterThan(10);
  for (const request of [encodeSpans([SPAN]), encodeLogs([createLogRecord()]), encodeGauge([createPoint()])])
    expect(readResources(request)).toEqual([expected]);
});

const METRIC_NAME = 1;

test.each<[string, Uint8Array, readonly number[] | undefined]>([
  ['nothing', new Uint8Array(0), []],
  ['a metric without points', encodeMetrics([createMetric({ name: 'a' })]), [METRIC_NAME]],
  ['a gauge', encodeGauge([createPoint()]), [METRIC_NAME, 5]],
  ['two metrics of two scopes', Buffer.from('0a0e120512032a0100120512033a0100', 'hex'), [5, 7]],
  ['a number in a metric', Buffer.from('0a06120412020801', 'hex'), undefined],
  ['a cut metric', Buffer.from('0a06120412050a00', 'hex'), undefined],
])('fields of metrics in %s', (_, request, expected) => {
  const fields = readMetricFields(request);
  expect(fields && [...fields].filter((field) => field === METRIC_NAME || field >= 5)).toEqual(expected);
});
