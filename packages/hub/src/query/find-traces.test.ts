import * as fc from 'fast-check';
import type { Query } from '@throughline/query-language';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTraces } from './find-traces.ts';
import { expectTraceIds, fetchPages, ODD_PART, ODD_RANGE, openOddStore } from './fixtures/odd-store.ts';
import { query as anyQuery } from './fixtures/queries.ts';
import type { TestStore } from './fixtures/test-store.ts';
import type { SearchOptions } from './search-options.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openOddStore();
}, 60_000);

afterAll(() => testStore.close());

function findAll(query: Query, options: SearchOptions): Promise<string[]> {
  return fetchPages(async (cursor) => {
    const { traces, nextCursor } = await findTraces(testStore.store.engine, query, { ...options, cursor });
    return { entries: traces.map(({ traceId }) => traceId), next: nextCursor };
  });
}

test('any query finds the traces that the evaluator finds, newest first', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(anyQuery, async (query) => {
    expect(await findAll(query, { ...ODD_RANGE, limit: 1000 })).toEqual(expectTraceIds(query, ODD_RANGE));
  });
  await fc.assert(property, { numRuns: 50 });
});

test('the same page by page, in a range that cuts traces in two', { timeout: 300_000 }, async () => {
  const property = fc.asyncProperty(anyQuery, fc.constantFrom(1, 4), async (query, limit) => {
    expect(await findAll(query, { ...ODD_PART, limit })).toEqual(expectTraceIds(query, ODD_PART));
  });
  await fc.assert(property, { numRuns: 10 });
});
