import { expect, test } from 'vitest';
import { describeSeries } from './describe-series.ts';

test.each([
  [[null, 3, 1, null, 2, null], 'p95: from 1 ms to 3 ms, last 2 ms.'],
  [[0], 'p95: from 0 ms to 0 ms, last 0 ms.'],
  [[null], 'p95: no values.'],
  [[], 'p95: no values.'],
])('%j in words', (values, text) => {
  expect(describeSeries({ label: 'p95', values }, (value) => `${value} ms`)).toBe(text);
});
