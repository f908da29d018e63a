import { expect, test } from 'vitest';
import { drawLine } from './draw-line.ts';

/** Points as `x,y x,y`. */
function check(points: string, path: string): void {
  const pairs = points.split(' ').map((pair) => pair.split(',').map(Number));
  expect(drawLine(pairs.map(([x, y]) => ({ x, y })))).toBe(path);
}

test('without points', () => expect(drawLine([])).toBe(''));
test('straight', () => check('0,0 50,0', 'M0,0L50,0'));
test('around a corner', () => check('0,0 50,0 50,40', 'M0,0L40,0Q50,0 50,10L50,40'));
test('around corners that are close together', () =>
  check('0,0 50,0 50,8 90,8', 'M0,0L40,0Q50,0 50,4L50,4Q50,8 60,8L90,8'));
test('through a point twice', () => check('0,0 5,0 5,0 9,0', 'M0,0L2.5,0Q5,0 5,0L5,0Q5,0 7,0L9,0'));
