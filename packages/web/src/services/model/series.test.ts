import type { Aggregate } from '@throughline/hub';
import { expect, test } from 'vitest';
import { columnOf, timesOf } from './series.ts';

const aggregate: Aggregate = {
  stepSeconds: 60,
  droppedSeries: 0,
  columns: ['rate()', 'p50(duration)'],
  series: [
    {
      labels: {},
      points: [
        { timeUnixNano: '60000000000', values: [1, null] },
        { timeUnixNano: '120500000000', values: [2, 5] },
      ],
      total: [3, 5],
    },
  ],
};
const nothing: Aggregate = { ...aggregate, series: [] };

test('times are seconds', () => {
  expect(timesOf(aggregate)).toEqual([60, 120.5]);
  expect(timesOf(nothing)).toEqual([]);
});

test('a column has a value for each time; nothing found is 0 at all of them', () => {
  expect(columnOf(aggregate, 1)).toEqual([null, 5]);
  expect(columnOf(nothing, 0, 2)).toEqual([0, 0]);
});
