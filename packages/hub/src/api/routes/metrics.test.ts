import type { DecodedMetric } from '@throughline/wire/decode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createMetric,
  CUMULATIVE,
  DELTA,
  encodeMetrics,
  exponentialPoint,
  histogramPoint,
  numberPoint,
} from '../../fixtures/metrics.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { MetricList, MetricSeriesList } from '../types.ts';

const TRACE_ID = 'a'.repeat(32);
/** The start of a minute, ten minutes ago: every range and step below begins there. */
const BASE = (BigInt(Math.floor(Date.now() / 60_000)) - 10n) * 60_000_000_000n;
const at = (seconds: number): bigint => BASE + BigInt(seconds) * 1_000_000_000n;
const LONG_AGO = at(-86_400);
const RANGE = { start: String(BASE), end: String(at(240)), step: '60' };

const bounds = [10, 100];

function metrics(): DecodedMetric[] {
  const eu = { region: 'eu' };
  const us = { region: 'us' };
  const exemplar = {
    filteredAttributes: [{ key: 'user', value: 'ann' }],
    timeUnixNano: at(61),
    asDouble: 7.5,
    asInt: undefined,
    spanId: 'b'.repeat(16),
    traceId: TRACE_ID,
  };
  const gauge = [
    numberPoint({ start: 0n, time: at(10), value: 1, attributes: eu }),
    numberPoint({ start: 0n, time: at(20), value: 3, attributes: eu }),
    numberPoint({ start: 0n, time: at(70), value: 5, attributes: us, exemplars: [exemplar] }),
  ];
  // Two series; the first has run for a day, the second starts again in the third minute.
  const orders = [
    ...[100, 130, 190, 190].map((value, i) =>
      numberPoint({ start: LONG_AGO, time: at(i * 60 - 30), value, attributes: eu }),
    ),
    numberPoint({ start: at(5), time: at(30), value: 6, attributes: us }),
    numberPoint({ start: at(5), time: at(90), value: 18, attributes: us }),
    numberPoint({ start: at(125), time: at(150), value: 3, attributes: us }),
  ];
  const sent = [1, 2, 4].map((value, i) => numberPoint({ start: at(i * 20), time: at(i * 20 + 20), value }));
  const open = [
    numberPoint({ start: LONG_AGO, time: at(10), value: 4, attributes: eu }),
    numberPoint({ start: LONG_AGO, time: at(50), value: 9, attributes: eu }),
    numberPoint({ start: LONG_AGO, time: at(20), value: 2, attributes: us }),
  ];
  const cumulative = [
    histogramPoint({ start: LONG_AGO, time: at(-30), bounds, counts: [50, 0, 0], sum: 100 }),
    histogramPoint({ start: LONG_AGO, time: at(30), bounds, counts: [50, 10, 0], sum: 600 }),
    histogramPoint({ start: LONG_AGO, time: at(90), bounds, counts: [54, 10, 0], sum: 620 }),
  ];
  const delta = [
    histogramPoint({ start: at(0), time: at(20), bounds, counts: [1, 1, 0], sum: 60 }),
    histogramPoint({ start: at(20), time: at(40), bounds, counts: [1, 1, 0], sum: 60 }),
  ];
  const exponential = [
    exponentialPoint({ start: at(1), time: at(30), scale: 1, offset: 2, counts: [2, 2], sum: 12 }),
    exponentialPoint({ start: at(1), time: at(90), scale: 0, offset: 1, counts: [4, 8], sum: 60 }),
  ];
  const sum = (
    aggregationTemporality: number,
    isMonotonic: boolean,
    dataPoints: typeof orders,
  ): DecodedMetric['sum'] => ({ dataPoints, aggregationTemporality, isMonotonic });
  return [
    createMetric({ name: 'queue.length', unit: '{job}', description: 'Jobs that wait', gauge: { dataPoints: gauge } }),
    createMetric({ name: 'orders', sum: sum(CUMULATIVE, true, orders) }),
    createMetric({ name: 'mails.sent', sum: sum(DELTA, true, sent) }),
    createMetric({ name: 'sessions.open', sum: sum(CUMULATIVE, false, open) }),
    createMetric({
      name: 'duration.cumulative',
      unit: 'ms',
      histogram: { dataPoints: cumulative, aggregationTemporality: CUMULATIVE },
    }),
    createMetric({
      name: 'duration.delta',
      unit: 'ms',
      histogram: { dataPoints: delta, aggregationTemporality: DELTA },
    }),
    createMetric({
      name: 'duration.exponential',
      exponentialHistogram: { dataPoints: exponential, aggregationTemporality: CUMULATIVE },
    }),
  ];
}

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start();
  const other = createMetric({
    name: 'queue.length',
    gauge: { dataPoints: [numberPoint({ start: 0n, time: at(10), value: 100 })] },
  });
  await hub.send('metrics', encodeMetrics(metrics()), encodeMetrics([other], 'mail'));
});

afterAll(() => hub.close());

function seriesOf(name: string, parameters: Record<string, string> = {}): Promise<MetricSeriesList> {
  return hub.get(`metrics/${encodeURIComponent(name)}/series`, { ...RANGE, ...parameters });
}

/** Values by the minute since `BASE`. */
function pointsOf({ points }: MetricSeriesList['series'][number]): [number, ...(number | null)[]][] {
  return points.map(({ timeUnixNano, values }) => [Number((BigInt(timeUnixNano) - BASE) / 60_000_000_000n), ...values]);
}

test('all metrics, with what is known of them', async () => {
  const { metrics: found } = await hub.get<MetricList>('metrics');
  expect(found.map(({ name, kind, monotonic, seriesCount }) => [name, kind, monotonic, seriesCount])).toEqual([
    ['duration.cumulative', 'histogram', false, 1],
    ['duration.delta', 'histogram', false, 1],
    ['duration.exponential', 'exponential_histogram', false, 1],
    ['mails.sent', 'sum', true, 1],
    ['orders', 'sum', true, 2],
    ['queue.length', 'gauge', false, 3],
    ['sessions.open', 'sum', false, 2],
  ]);
  const of = async (parameters: Record<string, string>): Promise<string[]> =>
    (await hub.get<MetricList>('metrics', parameters)).metrics.map(({ name }) => name);
  expect(found[5]).toEqual({
    name: 'queue.length',
    kind: 'gauge',
    unit: '{job}',
    description: 'Jobs that wait',
    monotonic: false,
    services: ['mail', 'shop'],
    attributeKeys: ['region'],
    seriesCount: 3,
    lastSeenUnixNano: String(at(70)),
  });
  expect(await of({ prefix: 'DUR' })).toHaveLength(3);
  expect(await of({ service: 'mail' })).toEqual(['queue.length']);
  expect(await of({ limit: '1' })).toEqual(['duration.cumulative']);
  expect(await of({ end: '-30m' })).toEqual([]);
});

test('a gauge, together and apart', async () => {
  const shop = await seriesOf('queue.length', { service: 'shop' });
  expect(shop).toMatchObject({ kind: 'gauge', unit: '{job}', columns: ['avg', 'min', 'max'], stepSeconds: 60 });
  expect(shop.series.map(pointsOf)).toEqual([
    [
      [0, 2, 1, 3],
      [1, 5, 5, 5],
    ],
  ]);
  const byRegion = await seriesOf('queue.length', { by: 'serviceName, region' });
  expect(byRegion.series.map(({ labels }) => labels)).toEqual([
    { serviceName: 'mail', region: '' },
    { serviceName: 'shop', region: 'eu' },
    { serviceName: 'shop', region: 'us' },
  ]);
  const byHost = await seriesOf('queue.length', { by: 'resource.host.name' });
  expect(byHost.series.map(({ labels }) => Object.values(labels))).toEqual([['shop-1'], ['mail-1']]);
});

test('a sum that grows: rate and increase, across a new start', async () => {
  const { columns, series } = await seriesOf('orders', { by: 'region' });
  expect(columns).toEqual(['rate', 'increase']);
  expect(series.map((one) => [one.labels.region, pointsOf(one)])).toEqual([
    [
      'eu',
      [
        [0, 0.5, 30],
        [1, 1, 60],
        [2, 0, 0],
      ],
    ],
    [
      'us',
      [
        [0, 0.1, 6],
        [1, 0.2, 12],
        [2, 0.05, 3],
      ],
    ],
  ]);
  const [together] = (await seriesOf('orders')).series;
  expect(pointsOf(together)).toEqual([
    [0, 0.6, 36],
    [1, 1.2, 72],
    [2, 0.05, 3],
  ]);
});

test('a sum of delta points', async () => {
  const [series] = (await seriesOf('mails.sent')).series;
  expect(pointsOf(series)).toEqual([
    [0, 3 / 60, 3],
    [1, 4 / 60, 4],
  ]);
});

test('a sum that may fall is a level: the last of each series, together', async () => {
  const { columns, series } = await seriesOf('sessions.open');
  expect([columns, ...series.map(pointsOf)]).toEqual([['value'], [[0, 11]]]);
});

test('histograms: quantiles of what each step added', async () => {
  const check = async (name: string, expected: (number | null)[][]): Promise<void> => {
    const { columns, series } = await seriesOf(name);
    expect(columns).toEqual(['p50', 'p95', 'p99', 'count', 'rate', 'avg']);
    const rounded = pointsOf(series[0]).map((values) =>
      values.map((value) => value && Math.round(value * 1000) / 1000),
    );
    expect({ name, points: rounded }).toEqual({ name, points: expected });
  };
  await check('duration.cumulative', [
    [0, 55, 95.5, 99.1, 10, 0.167, 50],
    [1, 5, 9.5, 9.9, 4, 0.067, 5],
  ]);
  await check('duration.delta', [[0, 10, 91, 98.2, 4, 0.067, 30]]);
  await check('duration.exponential', [
    [0, 2.828, 3.883, 3.977, 4, 0.067, 3],
    [1, 6, 7.8, 7.96, 8, 0.133, 6],
  ]);
});

test('exemplars lead to traces', async () => {
  const { exemplars } = await seriesOf('queue.length');
  expect(exemplars).toEqual([
    {
      timeUnixNano: String(at(61)),
      value: 7.5,
      traceId: TRACE_ID,
      spanId: 'b'.repeat(16),
      service: 'shop',
      attributes: { user: 'ann' },
    },
  ]);
});

test('what is refused', async () => {
  const check = async (name: string, parameters: Record<string, string>, expected: object): Promise<void> => {
    expect(await hub.getRefused(`metrics/${name}/series`, { ...RANGE, ...parameters })).toMatchObject(expected);
  };
  await check('nothing', {}, { status: 404, error: { code: 'TL_NOT_FOUND' } });
  await check('orders', { service: 'mail' }, { status: 404 });
  await check('orders', { by: 'duration' }, { status: 400, error: { code: 'TL_REQUEST' } });
  await check('orders', { by: 'a,b,c,d,e,f' }, { status: 400, error: { code: 'TL_REQUEST' } });
  await check('orders', { by: 'a,,b' }, { status: 200 });
  await check('orders', { step: '0' }, { status: 400 });
  await check('orders', { step: '1y' }, { status: 400 });
  await check(
    'orders',
    { start: '-1h', step: '1s' },
    { status: 400, error: { message: expect.stringContaining('at least 2s') } },
  );
  await check('orders', { start: '-1h', step: '2s' }, { status: 200 });
});
