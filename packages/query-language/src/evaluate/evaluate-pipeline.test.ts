import { expect, test } from 'vitest';
import { sampleSpan } from '../fixtures/sample-span.ts';
import { parseQuery } from '../parse/parse-query.ts';
import type { QueryAttributeValue, QuerySpan } from '../query-span.ts';
import { evaluatePipeline } from './evaluate-pipeline.ts';

function check(spans: readonly QuerySpan[], query: string, expected: readonly unknown[]): void {
  const rows = evaluatePipeline(parseQuery(query), spans, { rangeSeconds: 10 });
  expect(
    rows.map(({ key, values }) => [key, values].flat()),
    query,
  ).toEqual(expected);
}

function withValues(...values: QueryAttributeValue[]): QuerySpan[] {
  return values.map((k, index) =>
    sampleSpan({ spanId: `s${index}`, durationNs: BigInt(index + 1), attributes: { k } }),
  );
}

test('functions', () => {
  const spans = withValues(10, '20', 30n, 'x', null, [40], Number.NaN, true);
  check(spans, '| count(), count(k), rate(), rate(k)', [[8, 7, 0.8, 0.7]]);
  check(spans, '| sum(k), avg(k), min(k), max(k)', [[60, 20, 10, 30]]);
  check(spans, '| sum(), avg(), min(), max()', [[36, 4.5, 1, 8]]);
  check(spans, 'k=x | count(), sum(k), p50(k)', [[1, null, null]]);
  check([], '| count(), rate(), max()', [[0, 0, null]]);
  check(spans, 'k=x', []);
});

test('quantiles take the value at ⌊n · q⌋', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => sampleSpan({ durationNs: 100 - index }));
  check(hundred, '| p50(), p95(), p99(), p99.9(), p1()', [[51, 96, 100, 100, 2]]);
  check(withValues(3, 1, 2), '| p50(k), p33(k), p34(k), p99(k)', [[2, 1, 2, 3]]);
  check(withValues(7), '| p1(k), p99(k)', [[7, 7]]);
});

test('groups', () => {
  const spans = withValues('a', 'b', 'a', 500, '500', true, 1.5, null, ['a'], { a: 1 });
  check(spans, '| count() by k', [
    ['a', 2],
    ['b', 1],
    ['500', 2],
    ['true', 1],
    ['1.5', 1],
    [null, 3],
  ]);
  check(spans, 'k IN (a, b) | count() by serviceName, k', [
    ['api', 'a', 2],
    ['api', 'b', 1],
    ['api', null, 1],
  ]);
  check(withValues('a'), '| count() by parentSpanId, rootName, spanCount', [['', 'GET /x', '1', 1]]);
  check([], '| count() by k', []);
});

test('having', () => {
  const spans = withValues('a', 'b', 'a', 'c', 'a');
  check(spans, '| count() by k having count() > 1', [['a', 3]]);
  check(spans, '| count() by k having count() = 1', [
    ['b', 1],
    ['c', 1],
  ]);
  check(spans, '| count() by k having count() != 1', [['a', 3]]);
  check(spans, '| count() by k having max() >= 4ns', [
    ['a', 3],
    ['c', 1],
  ]);
  check(spans, '| count() by k having max() < 4ns', [['b', 1]]);
  check(spans, '| count() by k having max() <= 4ns', [
    ['b', 1],
    ['c', 1],
  ]);
  check(spans, '| count() having avg(k) != 5', []);
});

test('over sets of spans', () => {
  const spans = [
    sampleSpan({ spanId: 'a', name: 'a' }),
    sampleSpan({ spanId: 'b', parentSpanId: 'a', name: 'b', durationNs: 7 }),
    sampleSpan({ traceId: 't2', spanId: 'c', name: 'b', durationNs: 9 }),
  ];
  check(spans, '{name=a} > {} | count(), max()', [[1, 7]]);
});
