import { expect, test } from 'vitest';
import { sparkLine, thinOut } from './spark-line.ts';

test('bars reach from 0 to the highest value', () => {
  const check = (values: readonly (number | null)[], expected: string): void =>
    expect(sparkLine(values)).toBe(expected);
  check([], '');
  check([0, 0], '▁▁');
  check([1, 2, 4, 8], '▂▃▅█');
  check([null, 3, null], ' █ ');
  check([0.001], '█');
});

test('values that are too many are joined, and none is lost', () => {
  const check = (most: number, expected: readonly (number | null)[]): void =>
    expect(thinOut([1, 9, null, null, 4], most)).toEqual(expected);
  check(5, [1, 9, null, null, 4]);
  check(4, [9, null, 4]);
  check(2, [9, 4]);
  check(1, [9]);
});
