import * as fc from 'fast-check';
import { evaluatePipeline, parseQuery } from '@throughline/query-language';
import type { Aggregate, Field, Pipeline, QuerySpan } from '@throughline/query-language';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aggregate } from '../aggregate.ts';
import type { Computation } from '../aggregate.ts';
import { expectSpans, openOddStore } from '../fixtures/odd-store.ts';
import { duration, pipelineOf } from '../fixtures/pipelines.ts';
import { expressionOf, intrinsic, placed, predicateAbout } from '../fixtures/queries.ts';
import { BASE_TIME, resourceSpansOf, spanOf } from '../fixtures/test-store.ts';
import type { TestStore } from '../fixtures/test-store.ts';
import { DURATION_STATE, durationOf } from '../../store/schema/span-sums.ts';
import { findWholeMinutes, isKnownBySums } from './sums-of-spans.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openOddStore();
}, 60_000);

afterAll(() => testStore.close());

const SECOND = 1_000_000_000n;

test.each([
  ['three minutes', 0n, 180n, { from: 0, to: 180, cut: [] }],
  [
    'minutes cut at both ends',
    59n,
    181n,
    {
      from: 60,
      to: 180,
      cut: [
        { from: 59n * SECOND, to: 60n * SECOND - 1n },
        { from: 180n * SECOND, to: 181n * SECOND - 1n },
      ],
    },
  ],
  ['less than a minute', 60n, 119n, undefined],
  ['a minute in parts of two', 61n, 179n, undefined],
  ['what a minute cannot say', 2n ** 32n, 2n ** 32n + 3600n, undefined],
])('whole minutes of %s', (_, from, end, expected) => {
  expect(findWholeMinutes({ from: from * SECOND, to: end * SECOND - 1n })).toEqual(expected);
});

test.each([
  ['{} | count()', true],
  ['serviceName=api AND name=*x* OR NOT kind=server | rate(), avg(duration), p99() by status, name', true],
  ['status=error | count(duration), sum() having p50() > 2s', true],
  ['duration > 2s | count()', false],
  ['timeout | count()', false],
  ['customer=5 | count()', false],
  ['{} | count() by customer', false],
  ['{} | max()', false],
  ['{} | count(), avg(size)', false],
  ['{} | count() having min() > 2s', false],
  ['{ status=error } && { kind=server } | count()', false],
])('sums answer %s: %s', (text, expected) => {
  const { spanset, pipeline } = parseQuery(text);
  expect(isKnownBySums(spanset, pipeline!, 60)).toBe(expected);
  expect(isKnownBySums(spanset, pipeline!, 90)).toBe(false);
});

/** A whole minute between parts of two. */
const RANGE = { startUnixNano: BASE_TIME - 30n * SECOND, endUnixNano: BASE_TIME + 65n * SECOND };

const keptApart = intrinsic(['serviceName', 'name', 'kind', 'status']);

const computation: fc.Arbitrary<Computation> = fc
  .tuple(
    fc.option(expressionOf(keptApart.chain(predicateAbout)), { freq: 4 }),
    pipelineOf({ field: keptApart, numberField: fc.constant(duration) }),
  )
  .map(([expression, pipeline]): Computation =>
    placed({ type: 'query', spanset: placed({ type: 'filter', expression }), pipeline }),
  )
  .filter(({ spanset, pipeline }) => isKnownBySums(spanset, pipeline, 60))
  .filter(({ pipeline: { having } }) => having?.aggregate.function !== 'quantile');

const READ: Readonly<Record<string, (span: QuerySpan) => string>> = {
  serviceName: ({ service }) => service,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  status: ({ status }) => status,
};

function labelsOf({ by }: Pipeline, span: QuerySpan): Record<string, string> {
  const names = by.map((field) => (field as Extract<Field, { type: 'intrinsic' }>).name);
  return Object.fromEntries(names.map((name) => [name, READ[name](span)]));
}

const sortedText = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(labels).toSorted());

/** It is one of the values next to its place. */
function expectQuantile(value: number | null, { quantile }: Aggregate, spans: readonly QuerySpan[]): void {
  const sorted = spans.map((span) => Number(span.durationNs)).toSorted((a, b) => a - b);
  const place = Math.floor(sorted.length * quantile!);
  expect(value).toBeGreaterThanOrEqual(sorted[Math.max(0, place - 1)] * 0.999 - 1);
  expect(value).toBeLessThanOrEqual(sorted[Math.min(sorted.length - 1, place + 1)] * 1.001 + 1);
}

/** Compares what was computed from some spans, those of one group. */
function expectValues(
  values: readonly (number | null)[],
  query: Computation,
  { spans, seconds }: { readonly spans: readonly QuerySpan[]; readonly seconds: number },
): void {
  const { aggregates } = query.pipeline;
  const whole: Computation = {
    ...query,
    spanset: placed({ type: 'filter', expression: null }),
    pipeline: { ...query.pipeline, by: [], having: null },
  };
  const [expected] = evaluatePipeline(whole, spans, { rangeSeconds: seconds });
  for (const [i, one] of aggregates.entries()) {
    const value = values[i];
    if (expected.values[i] === null) expect(value).toBeNull();
    else if (one.function === 'quantile') expectQuantile(value, one, spans);
    else expect(value! / (expected.values[i] || 1)).toBeCloseTo(expected.values[i] === 0 ? 0 : 1, 12);
  }
}

test('numbers from sums are those of the evaluator, and quantiles near them', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(computation, async (query) => {
    const expected = evaluatePipeline(query, expectSpans(query, RANGE), { rangeSeconds: 95 });
    const groups = Map.groupBy(expectSpans(query, RANGE), (span) => sortedText(labelsOf(query.pipeline, span)));
    const options = { ...RANGE, stepSeconds: 60, maxReadSpans: 0 };
    const { series } = await aggregate(testStore.store.engine, query, options);
    expect(series).toHaveLength(expected.length);
    for (const { labels, total, points } of series) {
      const spans = groups.get(sortedText(labels)) ?? [];
      expectValues(total, query, { spans, seconds: 95 });
      for (const { timeUnixNano, values } of points) {
        const step = BigInt(timeUnixNano);
        const inStep = spans.filter(({ startUnixNano: at }) => at >= step && at < step + 60n * SECOND);
        expectValues(values, query, { spans: inStep, seconds: 60 });
      }
    }
  });
  await fc.assert(property, { numRuns: 60 });
});

test.each([
  [5000, 0.0006],
  [200_000, 0.025],
])('quantiles of %i durations are off by less than %d', async (spans, tolerance) => {
  // From 100 ns to a day; every tenth of them is a sum of its own.
  const durations = `SELECT toUInt64(exp(4.6 + (cityHash64(number) % 100000) / 100000 * 27.4)) AS duration_ns, number % 10 AS part FROM numbers(${spans})`;
  const [{ near, exact }] = await testStore.store.engine.read<{ near: number[]; exact: number[] }>(
    `SELECT arrayMap(step -> ${durationOf('step')}, quantilesTimingMerge(0.01, 0.5, 0.95, 0.999)(state)) AS near,
  (SELECT quantilesExact(0.01, 0.5, 0.95, 0.999)(duration_ns) FROM (${durations})) AS exact
FROM (SELECT ${DURATION_STATE} AS state FROM (${durations}) GROUP BY part)`,
  );
  const errors = near.map((value, i) => Math.abs(value / Number(exact[i]) - 1));
  expect(Math.max(...errors)).toBeLessThan(tolerance);
  expect(Math.max(...errors)).toBeGreaterThan(0);
});

test('a span that is later than a minute can say is counted where it is', async () => {
  // So many seconds later it would be, with 32 bits, the same minute.
  const farNs = BigInt(2 ** 32) * SECOND;
  const count = async (awayNs: bigint): Promise<readonly (number | null)[]> => {
    const range = { startUnixNano: RANGE.startUnixNano + awayNs, endUnixNano: RANGE.endUnixNano + awayNs };
    const query = parseQuery('{} | count()') as Computation;
    const { series } = await aggregate(testStore.store.engine, query, { ...range, stepSeconds: 60, maxReadSpans: -1 });
    return series.flatMap(({ total }) => total);
  };
  const before = await count(0n);
  await testStore.load([resourceSpansOf({}, [spanOf({ startTimeUnixNano: BASE_TIME + farNs })])]);
  expect(await count(0n)).toEqual(before);
  expect(await count(farNs)).toEqual([1]);
});
