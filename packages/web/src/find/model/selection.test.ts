import type { Heatmap } from '@throughline/hub';
import { expect, test } from 'vitest';
import { formatSelection, narrowToSelection, parseSelection, selectCells } from './selection.ts';

const heatmap: Heatmap = {
  startUnixNano: '1700000000000000000',
  endUnixNano: '1700000060000000000',
  stepNs: 1_000_000_000,
  columnCount: 10,
  durationEdgesNs: [1000, 10_000, 100_000, 1_000_000],
  cells: [],
  spans: 0,
  sampledShare: 1,
};

test.each([
  [
    { columns: [2, 4], rows: [1, 1] },
    { startMs: 1_700_000_002_000, endMs: 1_700_000_005_000, fromNs: 10_000, toNs: 100_000 },
  ],
  [
    { columns: [4, 2], rows: [2, 1] },
    { startMs: 1_700_000_002_000, endMs: 1_700_000_005_000, fromNs: 10_000, toNs: Infinity },
  ],
  [
    { columns: [0, 9], rows: [0, 0] },
    { startMs: 1_700_000_000_000, endMs: 1_700_000_010_000, fromNs: 0, toNs: 10_000 },
  ],
] as const)('cells %j', (box, expected) => {
  const selection = selectCells(heatmap, box);
  expect(selection).toEqual(expected);
  expect(parseSelection(formatSelection(selection))).toEqual(expected);
});

test.each(['', 'x', '2-1,0-5', '1-2,5-5', '1-2,5', '1-2,-5-6'])('%j is no box', (text) =>
  expect(parseSelection(text)).toBeUndefined(),
);

test.each([
  ['', 10_000, 100_000, 'duration >= 10000ns AND duration < 100000ns'],
  ['a=1 OR b=2', 0, 100_000, '(a=1 OR b=2) AND duration < 100000ns'],
  ['a=1', 0, Infinity, 'a=1'],
])('%j from %d to %d', (query, fromNs, toNs, q) => {
  const narrowed = narrowToSelection(query, { startMs: 0, endMs: 1000, fromNs, toNs });
  expect(narrowed).toEqual({ q, range: { start: '1970-01-01T00:00:00.000Z', end: '1970-01-01T00:00:01.000Z' } });
});
