import { expect, test } from 'vitest';
import { chooseRows, edgesOf } from './duration-rows.ts';

test('rows hold the shortest and the longest duration', () => {
  const check = (minNs: number, maxNs: number, maxRows: number, expected: number[]): void => {
    expect(edgesOf(chooseRows(minNs, maxNs, maxRows))).toEqual(expected);
  };
  check(1000, 1000, 40, [939, 1024]);
  check(0, 0, 2, [1, 1]);
  check(1, 15, 4, [1, 2, 4, 8, 16]);
  check(1, 16, 4, [1, 4, 16, 64]);
});

test('never more rows than are wanted, and every duration is in one', () => {
  for (const maxRows of [8, 20, 40])
    for (const [min, max] of [
      [0, 1],
      [1, 1e3],
      [500, 1e12],
      [0, 2 ** 53],
    ]) {
      const edges = edgesOf(chooseRows(min, max, maxRows));
      expect(edges.length - 1).toBeLessThanOrEqual(maxRows);
      expect(edges[0]).toBeLessThanOrEqual(Math.max(1, min));
      expect(edges.at(-1)!).toBeGreaterThan(max * 0.999);
    }
});
