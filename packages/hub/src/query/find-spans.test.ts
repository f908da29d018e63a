import * as fc from 'fast-check';
import { parseQuery } from '@throughline/query-language';
import type { Query } from '@throughline/query-language';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Span } from '../api/types.ts';
import { findSpans } from './find-spans.ts';
import { expectSpans, fetchPages, ODD_PART, ODD_RANGE, openOddStore } from './fixtures/odd-store.ts';
import { query as anyQuery } from './fixtures/queries.ts';
import type { TestStore } from './fixtures/test-store.ts';
import { resourceSpansOf, spanOf } from './fixtures/test-store.ts';
import type { SearchOptions, TimeRange } from './search-options.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openOddStore();
}, 60_000);

afterAll(() => testStore.close());

function findAll(query: Query, options: SearchOptions): Promise<Span[]> {
  return fetchPages(async (cursor) => {
    const { spans, nextCursor } = await findSpans(testStore.store.engine, query, { ...options, cursor });
    return { entries: spans, next: nextCursor };
  });
}

type KeyFields = Pick<Span, 'traceId' | 'spanId' | 'parentSpanId' | 'name'> & { startUnixNano: string | bigint };

function describeSpan({ startUnixNano, spanId, traceId, parentSpanId, name }: KeyFields): string {
  return [startUnixNano, spanId, traceId, parentSpanId, name].join(' ');
}

function expectKeys(query: Query, range: TimeRange): string[] {
  return expectSpans(query, range).map(describeSpan).toSorted().toReversed();
}

test('any query finds the spans that the evaluator finds, newest first', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(anyQuery, async (query) => {
    const found = await findAll(query, { ...ODD_RANGE, limit: 1000 });
    expect(found.map(describeSpan)).toEqual(expectKeys(query, ODD_RANGE));
  });
  await fc.assert(property, { numRuns: 40 });
});

test('the same page by page, in a range that cuts traces in two', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(anyQuery, fc.constantFrom(3, 20), async (query, limit) => {
    const found = await findAll(query, { ...ODD_PART, limit });
    expect(found.map(describeSpan)).toEqual(expectKeys(query, ODD_PART));
  });
  await fc.assert(property, { numRuns: 10 });
});

test('spans with the same ids and time are on one page each, wherever pages end', async () => {
  const start = ODD_RANGE.endUnixNano + 1n;
  const twin = (name: string) => spanOf({ traceId: 'ab'.repeat(16), name, startTimeUnixNano: start });
  await testStore.load([resourceSpansOf({ 'service.name': 'twins' }, ['a', 'b', 'c', 'd', 'e'].map(twin))]);
  for (const limit of [1, 2, 3, 5]) {
    const range = { startUnixNano: start, endUnixNano: start + 1n };
    const found = await findAll(parseQuery('serviceName=twins'), { ...range, limit });
    expect(found.map(({ name }) => name)).toEqual(['e', 'd', 'c', 'b', 'a']);
  }
});

test('a cursor of another list is refused', async () => {
  const cursor = '1.00.00';
  const search = findSpans(testStore.store.engine, parseQuery(''), { ...ODD_RANGE, limit: 1, cursor });
  await expect(search).rejects.toMatchObject({ code: 'TL_REQUEST' });
});
