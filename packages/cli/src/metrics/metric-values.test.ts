import type { MetricSeriesList } from '@throughline/hub';
import { expect, test } from 'vitest';
import { createValueFormat, toAggregate } from './metric-values.ts';

test.each([
  ['sum', 'By', 'rate', 2048, '2.00 KiB/s'],
  ['sum', 'By', 'increase', 512, '512 B'],
  ['sum', '{order}', 'rate', 0.25, '0.25/s'],
  ['gauge', 's', 'avg', 0.0123, '12.3 ms'],
  ['gauge', '1', 'max', 12_345, '12,345'],
  ['histogram', 'ms', 'p95', 1500, '1.50 s '],
  ['histogram', 'By', 'count', 4096, '4,096'],
  ['exponential_histogram', 'By', 'rate', 3, '3/s'],
  ['summary', 'By', 'avg', 1536, '1.50 KiB'],
] as const)('a %s in %s: %s %d is %s', (kind, unit, column, value, text) => {
  expect(createValueFormat({ kind, unit })(column, value)).toBe(text);
});

test('counts are added up, extremes kept, of everything else the newest value counts', () => {
  const columns = ['avg', 'min', 'max', 'count', 'increase'];
  const points = [
    [1, 5, 6, 2, 10],
    [null, 3, 9, null, 0],
    [7, 4, 8, 1, null],
  ].map((values, i) => ({ timeUnixNano: String(i), values }));
  const empty = [{ timeUnixNano: '0', values: [null, null, null, null, null] }];
  const list = {
    columns,
    series: [
      { labels: { region: 'eu' }, points },
      { labels: {}, points: empty },
    ],
    stepSeconds: 1,
    omittedSeries: 2,
  };
  const aggregate = toAggregate(list as unknown as MetricSeriesList);
  expect(aggregate.series.map(({ total }) => total)).toEqual([
    [7, 3, 9, 3, 10],
    [null, null, null, null, null],
  ]);
  expect(aggregate).toMatchObject({ columns, stepSeconds: 1, droppedSeries: 2 });
});
