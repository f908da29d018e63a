import assert from 'node:assert/strict';
import { test } from 'node:test';

import { differencesOf, ratiosOf, spreadOf } from './statistics.ts';

test('the median lies in the middle, whatever the order and the count', () => {
  assert.deepEqual(spreadOf([3]), { median: 3, min: 3, max: 3 });
  assert.deepEqual(spreadOf([10, 2, 9]), { median: 9, min: 2, max: 10 });
  assert.deepEqual(spreadOf([4, 1, 3, 2]), { median: 2.5, min: 1, max: 4 });
});

test('a round is compared with the baseline of the same round', () => {
  assert.deepEqual(ratiosOf([2, 9], [1, 3]), [2, 3]);
  assert.deepEqual(differencesOf([2, 9], [1, 3]), [1, 6]);
});
