import { expect, test } from 'vitest';
import { outlineOf } from '../fixtures/outline.ts';
import { layOutFlame, mergeCallPaths } from './call-paths.ts';
import type { CallPath } from './call-paths.ts';

const TREE = ['a/x 0-10', '  b/y 0-3', '    c/z 1-2', '  b/y 3-9 !', '    c/z 4-6', '  d/y 9-10'];

function draw(path: CallPath): string[] {
  return [...path.children.values()].flatMap((child) =>
    [
      `${'  '.repeat(child.depth)}${child.service}/${child.name} ×${child.count} ${child.selfNs}/${child.totalNs}${child.errors > 0 ? ' !' : ''}`,
    ].concat(draw(child)),
  );
}

test('spans of one path are one', () =>
  // In these outlines a span's own time is its duration.
  expect(draw(mergeCallPaths(outlineOf(TREE)))).toEqual([
    'a/x ×1 10/23',
    '  b/y ×2 9/12 !',
    '    c/z ×2 3/3',
    '  d/y ×1 1/1',
  ]));

test('the longest of a path', () => {
  const [root] = mergeCallPaths(outlineOf(TREE)).children.values();
  expect([...root.children.values()].map(({ longest }) => longest)).toEqual([3, 5]);
});

test('boxes: the widest first, narrow ones left out', () => {
  const top = mergeCallPaths(outlineOf(['a/x 0-10', '  d/y 9-10', '  b/y 0-9']));
  const boxes = (minWidth: number) =>
    layOutFlame(top, minWidth).map(({ path, left, width, row }) => [path.service, left, width, row]);
  expect(boxes(0)).toEqual(
    expect.arrayContaining([
      ['a', 0, 1, 0],
      ['b', 0, 0.45, 1],
      ['d', 0.45, 0.05, 1],
    ]),
  );
  expect(boxes(0.1)).toHaveLength(2);
});

test('a trace without time has boxes all the same', () =>
  expect(layOutFlame(mergeCallPaths(outlineOf(['a/x 0-0', 'b/y 0-0'])), 0)).toHaveLength(2));
