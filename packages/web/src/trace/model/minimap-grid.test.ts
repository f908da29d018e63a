import { expect, test } from 'vitest';
import { outlineOf } from '../fixtures/outline.ts';
import { drawMinimap } from './minimap-grid.ts';

test('spans in cells', () => {
  const outline = outlineOf(['a/x 0-100', '  b/y 50-75 !', '  a/z 99-100']);
  const { services, errors } = drawMinimap(outline, { columns: 4, rows: 3 });
  expect([...services]).toEqual([1, 1, 1, 1, 0, 0, 2, 0, 0, 0, 0, 1]);
  expect([...errors]).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
});

test('fewer spans than rows leave rows empty, more share them', () => {
  const one = drawMinimap(outlineOf(['a/x 0-1']), { columns: 1, rows: 3 });
  expect([...one.services]).toEqual([1, 0, 0]);
  const four = drawMinimap(outlineOf(['a/x 0-9', 'b/x 0-9', 'c/x 0-9', 'd/x 0-9']), { columns: 1, rows: 2 });
  expect([...four.services]).toEqual([2, 4]);
});
