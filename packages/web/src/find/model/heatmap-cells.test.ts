import type { Heatmap } from '@throughline/hub';
import { describe, expect, test } from 'vitest';
import { cellAt, labelledRows, slowRow, strengthOf } from './heatmap-cells.ts';

function heatmapOf(counts: readonly number[]): Heatmap {
  return {
    startUnixNano: '0',
    endUnixNano: '4000000000',
    stepNs: 1e9,
    columnCount: 4,
    durationEdgesNs: counts.map((_, i) => 10 ** i).concat(10 ** counts.length),
    cells: counts.map((count, row) => ({ column: 0, row, count, errors: 0, traceId: '' })),
    spans: 0,
    sampledShare: 1,
  };
}

describe('cellAt', () => {
  test.each([
    [
      { x: 0, y: 0 },
      { column: 0, row: 4 },
    ],
    [
      { x: 0.26, y: 0.99 },
      { column: 1, row: 0 },
    ],
    [
      { x: 1, y: 1 },
      { column: 3, row: 0 },
    ],
    [
      { x: -1, y: 2 },
      { column: 0, row: 0 },
    ],
  ])('%j', (point, expected) => expect(cellAt(heatmapOf([1, 1, 1, 1, 1]), point)).toEqual(expected));
});

test('one span among many is seen', () => {
  expect(strengthOf(1, 1)).toBe(1);
  expect(strengthOf(1, 10_000)).toBe(0.25);
  expect(strengthOf(10_000, 10_000)).toBe(1);
});

test('labels of rows', () => {
  expect(labelledRows(20, 5)).toEqual([0, 4, 8, 12, 16]);
  expect(labelledRows(3, 5)).toEqual([0, 1, 2]);
});

test.each([
  { counts: [100, 0, 3, 2], row: 1 },
  { counts: [100, 0, 6, 2], row: 3 },
  { counts: [95, 5, 0, 0], row: 1 },
  { counts: [50, 0, 0, 50], row: 3 },
  { counts: [0, 0, 0, 0], row: 0 },
])('the slowest 5 %% of $counts begin in row $row', ({ counts, row }) =>
  expect(slowRow(heatmapOf(counts), 0.05)).toBe(row),
);
