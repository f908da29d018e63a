import { expect, test } from 'vitest';
import { outlineOf } from '../fixtures/outline.ts';
import { findByLabel } from './find-by-label.ts';

const outline = outlineOf(['web/GET 0-9', '  api/get user 1-8', '    db/SELECT 2-7']);

test.each([
  ['get', [0, 1]],
  ['DB', [2]],
  ['user', [1]],
  ['status=error', []],
])('%s', (text, places) => expect(findByLabel(outline, text)).toEqual(places));
