import type { MetricSeries } from '@throughline/hub';
import { expect, test } from 'vitest';
import { chartLines, columnGroups } from './chart-series.ts';

test.each([
  [
    ['avg', 'min', 'max'],
    ['avg', 'min', 'max'],
  ],
  [
    ['p50', 'p95', 'p99', 'count', 'rate'],
    ['quantiles', 'count', 'rate'],
  ],
  [['value'], ['value']],
])('the views of %j', (columns, groups) => expect(columnGroups(columns)).toEqual(groups));

const one: MetricSeries = {
  labels: {},
  points: [
    { timeUnixNano: '9000000000', values: [1, 2, 10] },
    { timeUnixNano: '10000000000', values: [3, null, 20] },
  ],
};
const columns = ['p50', 'p95', 'count'];

test('the quantiles of one series are a line each', () => {
  const { times, lines } = chartLines({ columns, series: [one] }, 'quantiles');
  expect(times).toEqual([9, 10]);
  expect(lines.map(({ label, values }) => [label, values])).toEqual([
    ['p50', [1, 3]],
    ['p95', [2, null]],
  ]);
});

test('of several series their p95, on the times of all', () => {
  const get = { labels: { method: 'GET' }, points: [one.points[0]] };
  const none = { labels: { method: '' }, points: [one.points[1]] };
  const { times, lines } = chartLines({ columns, series: [get, none] }, 'quantiles');
  expect(times).toEqual([9, 10]);
  expect(lines.map(({ label, values }) => [label, values])).toEqual([
    ['GET', [2, null]],
    ['(empty)', [null, null]],
  ]);
});

test('one other column', () => {
  const { lines } = chartLines({ columns, series: [one] }, 'count');
  expect(lines).toMatchObject([{ label: 'count', values: [10, 20] }]);
});

test('no more lines than colours', () => {
  const series = Array.from({ length: 11 }, (_, index) => ({ ...one, labels: { k: String(index) } }));
  expect(chartLines({ columns, series }, 'count').lines).toHaveLength(10);
});

test('nothing', () => expect(chartLines({ columns, series: [] }, 'count')).toEqual({ times: [], lines: [] }));
