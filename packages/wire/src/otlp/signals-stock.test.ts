// Logs and metrics of @opentelemetry/otlp-transformer: its protobuf and its JSON must come out the same here.
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { expect, test } from 'vitest';
import { decodeLogsRequest, encodeLogsRequest, formatLogsRequestJson, parseLogsRequestJson } from './logs-codec.ts';
import {
  decodeMetricsRequest,
  encodeMetricsRequest,
  formatMetricsRequestJson,
  parseMetricsRequestJson,
} from './metrics-codec.ts';

type LogRecords = Parameters<typeof ProtobufLogsSerializer.serializeRequest>[0];
type ResourceMetrics = Parameters<typeof ProtobufMetricsSerializer.serializeRequest>[0];

const resource = { attributes: { 'service.name': 'shop' } };
const scope = { name: 'checkout', version: '1.2.3' };
const logRecords = [
  {
    hrTime: [1_700_000_000, 1],
    hrTimeObserved: [1_700_000_001, 999_999_999],
    spanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 },
    severityText: 'INFO',
    severityNumber: 9,
    body: { message: 'paid', items: [1, 2.5, null], raw: new Uint8Array([1, 2]) },
    eventName: 'payment',
    resource,
    instrumentationScope: scope,
    attributes: { 'order.id': 'o-1', ok: true },
    droppedAttributesCount: 2,
  },
  { hrTime: [1, 0], hrTimeObserved: [1, 0], body: 'text', resource, instrumentationScope: scope, attributes: {} },
] as unknown as LogRecords;

const times = { startTime: [1_700_000_000, 5], endTime: [1_700_000_060, 6], attributes: { route: '/users' } };
const buckets = { offset: -3, bucketCounts: [1, 0, 300] };

function metric(name: string, rest: object): object {
  return { descriptor: { name, description: 'd', unit: 'ms', valueType: 1 }, aggregationTemporality: 1, ...rest };
}

const resourceMetrics = {
  resource,
  scopeMetrics: [
    {
      scope,
      metrics: [
        metric('gauge', { dataPointType: 2, dataPoints: [{ ...times, value: -1.5 }] }),
        metric('sum', { dataPointType: 3, isMonotonic: true, dataPoints: [{ ...times, value: 0.5 }] }),
        metric('histogram', {
          dataPointType: 0,
          dataPoints: [
            { ...times, value: { count: 3, sum: 9.5, min: 0, max: 7, buckets: { counts: [1, 2], boundaries: [5.5] } } },
          ],
        }),
        metric('exponential', {
          dataPointType: 1,
          dataPoints: [
            { ...times, value: { count: 4, sum: 1, scale: -2, zeroCount: 1, positive: buckets, negative: buckets } },
          ],
        }),
        {
          ...metric('integers', { dataPointType: 3, isMonotonic: false, dataPoints: [{ ...times, value: -7 }] }),
          descriptor: { name: 'integers', description: '', unit: '', valueType: 0 },
        },
      ],
    },
  ],
} as unknown as ResourceMetrics;

function textOf(json: Uint8Array | undefined): string {
  return Buffer.from(json as Uint8Array).toString();
}

test('logs', () => {
  const decoded = decodeLogsRequest(ProtobufLogsSerializer.serializeRequest(logRecords) as Uint8Array);
  expect(decoded.resourceLogs[0].scopeLogs[0].logRecords[0]).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    timeUnixNano: 1_700_000_000_000_000_001n,
    body: { message: 'paid', items: [1n, 2.5, null], raw: new Uint8Array([1, 2]) },
    eventName: 'payment',
  });
  expect(parseLogsRequestJson(textOf(JsonLogsSerializer.serializeRequest(logRecords)))).toEqual(decoded);
  expect(decodeLogsRequest(encodeLogsRequest(decoded))).toEqual(decoded);
  expect(parseLogsRequestJson(formatLogsRequestJson(decoded))).toEqual(decoded);
});

test('metrics', () => {
  const decoded = decodeMetricsRequest(ProtobufMetricsSerializer.serializeRequest(resourceMetrics) as Uint8Array);
  const { metrics } = decoded.resourceMetrics[0].scopeMetrics[0];
  expect(metrics.map(({ name }) => name)).toEqual(['gauge', 'sum', 'histogram', 'exponential', 'integers']);
  expect(metrics[2].histogram?.dataPoints[0]).toMatchObject({ bucketCounts: [1n, 2n], explicitBounds: [5.5], min: 0 });
  expect(metrics[3].exponentialHistogram?.dataPoints[0]).toMatchObject({
    scale: -2,
    positive: { offset: -3, bucketCounts: [1n, 0n, 300n] },
  });
  expect(metrics[4].sum?.dataPoints[0]).toMatchObject({ asInt: -7n, asDouble: undefined });
  expect(parseMetricsRequestJson(textOf(JsonMetricsSerializer.serializeRequest(resourceMetrics)))).toEqual(decoded);
  expect(decodeMetricsRequest(encodeMetricsRequest(decoded))).toEqual(decoded);
  expect(parseMetricsRequestJson(formatMetricsRequestJson(decoded))).toEqual(decoded);
});

test('minus zero is no zero', () => {
  const json = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ summary: { dataPoints: [{ sum: '-0' }] } }] }] }] };
  const decoded = decodeMetricsRequest(encodeMetricsRequest(parseMetricsRequestJson(json)));
  expect(decoded.resourceMetrics[0].scopeMetrics[0].metrics[0].summary?.dataPoints[0].sum).toBe(-0);
  expect(formatMetricsRequestJson(decoded)).toContain('"sum":"-0"');
});
