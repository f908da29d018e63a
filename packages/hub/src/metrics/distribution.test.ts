import { expect, test } from 'vitest';
import { combine, explicitBuckets, exponentialBuckets, findQuantile } from './distribution.ts';

test('quantiles of explicit buckets', () => {
  const check = (counts: number[], share: number, expected: number | null): void => {
    expect(findQuantile(explicitBuckets([10, 20, 40], counts), share)).toBe(expected);
  };
  check([0, 0, 0, 0], 0.5, null);
  check([10, 0, 0, 0], 0.5, 5);
  check([10, 10, 0, 0], 0.5, 10);
  check([10, 10, 0, 0], 0.75, 15);
  check([0, 0, 4, 0], 0.25, 25);
  check([0, 0, 0, 3], 0.99, 40);
  check([1, 1, 1, 1], 1, 40);
  expect(findQuantile(explicitBuckets([-5, 5], [1, 0, 0]), 0.5)).toBe(-5);
  expect(explicitBuckets([], [])).toEqual([]);
});

const buckets = (scale: number, offset: number, counts: number[]): Parameters<typeof exponentialBuckets>[0] => ({
  scale,
  zeroCount: 0,
  zeroThreshold: 0,
  positive: { offset, counts },
  negative: { offset: 0, counts: [] },
});

test('exponential buckets lie between powers of the base', () => {
  const [, first, second] = exponentialBuckets(buckets(0, 1, [3, 4]));
  expect([first, second]).toEqual([
    { low: 2, high: 4, count: 3 },
    { low: 4, high: 8, count: 4 },
  ]);
  const negative = { ...buckets(0, 0, []), zeroCount: 2, negative: { offset: 2, counts: [1] } };
  expect(exponentialBuckets(negative)).toEqual([
    { low: -8, high: -4, count: 1 },
    { low: -0, high: 0, count: 2 },
  ]);
});

test('a lower scale merges neighbours, also of negative indices', () => {
  expect(exponentialBuckets(buckets(1, -2, [1, 2, 3, 4]), 0).slice(1)).toEqual([
    { low: 0.5, high: 1, count: 3 },
    { low: 1, high: 2, count: 7 },
  ]);
});

test('distributions add and subtract', () => {
  const one = explicitBuckets([10, 20], [1, 2, 3]);
  const other = explicitBuckets([10, 20], [1, 1, 0]);
  expect(combine(one, other, -1).map(({ count }) => count)).toEqual([1, 3]);
  expect(combine(one, explicitBuckets([15], [4, 0])).map(({ high, count }) => [high, count])).toEqual([
    [10, 1],
    [20, 2],
    [20, 3],
    [15, 4],
  ]);
});
