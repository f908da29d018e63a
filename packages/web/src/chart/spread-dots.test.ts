import { expect, test } from 'vitest';
import { spreadDots } from './spread-dots.ts';

/** Dots as `left,top,value`. */
function check(dots: readonly (readonly [number, number, number])[], values: readonly number[]): void {
  const exemplar = { timeUnixNano: '0', traceId: '', spanId: '' };
  const all = dots.map(([left, top, value]) => ({ left, top, exemplar: { ...exemplar, value } }));
  expect(spreadDots(all, 10).map((dot) => dot.exemplar.value)).toEqual(values);
}

test('none', () => check([], []));
test('those far enough from each other, greatest first', () =>
  check(
    [
      [0, 0, 1],
      [10, 0, 2],
      [10, 10, 3],
    ],
    [3, 2, 1],
  ));
test('the greatest of those that are too close', () =>
  check(
    [
      [0, 0, 1],
      [9, 0, 2],
      [18, 0, 1.5],
    ],
    [2],
  ));
test('what is close only to one that is left out stays', () =>
  check(
    [
      [0, 0, 1],
      [9, 0, 2],
      [18, 0, 3],
    ],
    [3, 1],
  ));
