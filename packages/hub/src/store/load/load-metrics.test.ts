import { encodeMetricsRequest } from '@throughline/wire/decode';
import type {
  DecodedExemplar,
  DecodedExponentialHistogramDataPoint,
  DecodedHistogramDataPoint,
  DecodedMetric,
  DecodedNumberDataPoint,
} from '@throughline/wire/decode';
import { expect, test } from 'vitest';
import { createMetric } from '../../fixtures/metrics.ts';
import { loadRequests, openStore, writeSegment } from '../fixtures/open-store.ts';
import type { Store } from '../store.ts';

const NOW = BigInt(Date.now()) * 1_000_000n;
const BIG = 9_007_199_254_740_993n;

const METRIC = createMetric({ name: 'requests', description: 'how many' });

const POINT = {
  attributes: [
    { key: 'route', value: '/a' },
    { key: 'code', value: 200n },
  ],
  startTimeUnixNano: NOW - 1n,
  timeUnixNano: NOW,
  flags: 0,
};

const EXEMPLAR: DecodedExemplar = {
  filteredAttributes: [{ key: 'user', value: 7n }],
  timeUnixNano: NOW - 2n,
  asDouble: 0.5,
  asInt: undefined,
  spanId: '0102030405060708',
  traceId: '0102030405060708090a0b0c0d0e0f10',
};

const NUMBER: DecodedNumberDataPoint = { ...POINT, asDouble: undefined, asInt: undefined, exemplars: [] };

const HISTOGRAM: DecodedHistogramDataPoint = {
  ...POINT,
  count: 6n,
  sum: 10.5,
  bucketCounts: [1n, 2n, BIG],
  explicitBounds: [0.5, 1],
  exemplars: [EXEMPLAR, { ...EXEMPLAR, asDouble: undefined, asInt: BIG }],
  min: 0,
  max: undefined,
};

const EXPONENTIAL: DecodedExponentialHistogramDataPoint = {
  ...POINT,
  count: 3n,
  sum: undefined,
  scale: -2,
  zeroCount: 1n,
  positive: { offset: -5, bucketCounts: [1n, 0n, BIG] },
  negative: { offset: 3, bucketCounts: [2n] },
  exemplars: [],
  min: -1.5,
  max: 2.5,
  zeroThreshold: 0.001,
};

function metricsRequest(metrics: readonly Partial<DecodedMetric>[]): Uint8Array {
  const resource = { attributes: [{ key: 'service.name', value: 'shop' }], droppedAttributesCount: 0 };
  const scope = { name: 'meter', version: '1', attributes: [], droppedAttributesCount: 0 };
  const scopeMetrics = [{ scope, metrics: metrics.map((metric) => ({ ...METRIC, ...metric })), schemaUrl: '' }];
  return encodeMetricsRequest({ resourceMetrics: [{ resource, scopeMetrics, schemaUrl: '' }] });
}

async function openWith(metrics: readonly Partial<DecodedMetric>[]): Promise<Store> {
  const store = await openStore();
  await loadRequests(store, 'metrics', [metricsRequest(metrics)]);
  return store;
}

const gauge = (...dataPoints: Partial<DecodedNumberDataPoint>[]): Partial<DecodedMetric> => ({
  gauge: { dataPoints: dataPoints.map((point) => Object.assign({}, NUMBER, point)) },
});

test('what all kinds have is stored', async () => {
  const store = await openWith([{ ...gauge({ asInt: 1n, flags: 2 }), metadata: [{ key: 'm', value: 'x' }] }]);
  const rows = await store.engine.read(
    `SELECT toUnixTimestamp64Nano(ts) AS ts, toUnixTimestamp64Nano(start_ts) AS start, metric, kind, unit, description, metadata,
      service, scope_name, scope_version, attrs, attrs_json, attr_items, flags, temporality, monotonic FROM metric_points`,
  );
  expect(rows).toEqual([
    {
      ts: String(NOW),
      start: String(NOW - 1n),
      metric: 'requests',
      kind: 'gauge',
      unit: '1',
      description: 'how many',
      metadata: { m: '"x"' },
      service: 'shop',
      scope_name: 'meter',
      scope_version: '1',
      attrs: { route: '/a' },
      attrs_json: { code: '200' },
      attr_items: ['route=/a', 'code=200'],
      flags: 2,
      temporality: 'unspecified',
      monotonic: false,
    },
  ]);
  expect(await store.engine.read('SELECT service FROM resources')).toEqual([{ service: 'shop' }]);
});

test('numbers keep their type and all their digits', async () => {
  const store = await openWith([gauge({ asInt: BIG }, { asInt: 0n }, { asDouble: 0.1 }, { asDouble: 0 }, {})]);
  const rows = await store.engine.read('SELECT toString(value) AS value, int_value FROM metric_points');
  expect(rows).toEqual([
    { value: '9007199254740992', int_value: String(BIG) },
    { value: '0', int_value: '0' },
    { value: '0.1', int_value: null },
    { value: '0', int_value: null },
    { value: 'nan', int_value: null },
  ]);
});

test('a sum has its temporality', async () => {
  const dataPoints = [{ ...NUMBER, asInt: 3n, exemplars: [EXEMPLAR] }];
  const store = await openWith(
    [0, 1, 2, 3].map((aggregationTemporality) => ({
      name: String(aggregationTemporality),
      sum: { dataPoints, aggregationTemporality, isMonotonic: aggregationTemporality === 2 },
    })),
  );
  const rows = await store.engine.read(
    'SELECT metric, temporality, monotonic, exemplars.trace_id AS traces FROM metric_points ORDER BY metric',
  );
  const traces = [EXEMPLAR.traceId];
  expect(rows).toEqual([
    { metric: '0', temporality: 'unspecified', monotonic: false, traces },
    { metric: '1', temporality: 'delta', monotonic: false, traces },
    { metric: '2', temporality: 'cumulative', monotonic: true, traces },
    { metric: '3', temporality: 'unspecified', monotonic: false, traces },
  ]);
});

test('a histogram is exact, and knows what was not there', async () => {
  const store = await openWith([{ histogram: { dataPoints: [HISTOGRAM], aggregationTemporality: 1 } }]);
  const rows = await store.engine.read(
    `SELECT kind, temporality, count, sum, min, max, bounds, bucket_counts, toUnixTimestamp64Nano(exemplars.ts[1]) AS exemplar_ts,
      exemplars.span_id, exemplars.value, exemplars.int_value, exemplars.attrs FROM metric_points`,
  );
  expect(rows).toEqual([
    {
      kind: 'histogram',
      temporality: 'delta',
      count: '6',
      sum: 10.5,
      min: 0,
      max: null,
      bounds: [0.5, 1],
      bucket_counts: ['1', '2', String(BIG)],
      exemplar_ts: String(NOW - 2n),
      'exemplars.span_id': [EXEMPLAR.spanId, EXEMPLAR.spanId],
      'exemplars.value': [0.5, Number(BIG)],
      'exemplars.int_value': [null, String(BIG)],
      'exemplars.attrs': [{ user: '7' }, { user: '7' }],
    },
  ]);
});

test('an exponential histogram is exact', async () => {
  const exponentialHistogram = { dataPoints: [EXPONENTIAL], aggregationTemporality: 2 };
  const store = await openWith([{ exponentialHistogram }]);
  const rows = await store.engine.read(
    `SELECT kind, count, sum, min, max, scale, zero_count, zero_threshold, positive_offset, positive_counts, negative_offset,
      negative_counts FROM metric_points`,
  );
  expect(rows).toEqual([
    {
      kind: 'exponential_histogram',
      count: '3',
      sum: null,
      min: -1.5,
      max: 2.5,
      scale: -2,
      zero_count: '1',
      zero_threshold: 0.001,
      positive_offset: -5,
      positive_counts: ['1', '0', String(BIG)],
      negative_offset: 3,
      negative_counts: ['2'],
    },
  ]);
});

test('a summary has its quantiles', async () => {
  const quantileValues = [
    { quantile: 0.5, value: 1 },
    { quantile: 0.99, value: 8.25 },
  ];
  const store = await openWith([{ summary: { dataPoints: [{ ...POINT, count: 4n, sum: 0, quantileValues }] } }]);
  const rows = await store.engine.read(
    'SELECT kind, count, sum, quantiles.quantile, quantiles.value FROM metric_points',
  );
  expect(rows).toEqual([
    { kind: 'summary', count: '4', sum: 0, 'quantiles.quantile': [0.5, 0.99], 'quantiles.value': [1, 8.25] },
  ]);
});

test('points of one series share its number', async () => {
  const other = [{ key: 'route', value: '/b' }];
  const store = await openWith([
    gauge({ asInt: 1n }, { asInt: 2n, timeUnixNano: NOW + 1n }, { asInt: 1n, attributes: other }),
    { name: 'another', ...gauge({ asInt: 1n }) },
  ]);
  const rows = await store.engine.read('SELECT count() AS points FROM metric_points GROUP BY series ORDER BY points');
  expect(rows).toEqual([{ points: '1' }, { points: '1' }, { points: '2' }]);
});

test('the same segment a second time adds no points of any kind', async () => {
  const store = await openStore();
  const path = writeSegment([
    metricsRequest([
      gauge({ asInt: 1n }),
      { histogram: { dataPoints: [HISTOGRAM], aggregationTemporality: 1 } },
      { exponentialHistogram: { dataPoints: [EXPONENTIAL], aggregationTemporality: 1 } },
    ]),
  ]);
  await store.load('metrics', path, 'once');
  await store.loadAgain('metrics', path, 'once');
  expect(
    await store.engine.read('SELECT kind, count() AS rows FROM metric_points GROUP BY kind ORDER BY kind'),
  ).toEqual(['gauge', 'histogram', 'exponential_histogram'].map((kind) => ({ kind, rows: '1' })));
});
