import { parseQuery, QUERY_LIMITS } from '@throughline/query-language';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HubError } from '../errors.ts';
import { aggregate } from './aggregate.ts';
import type { Computation } from './aggregate.ts';
import { findSpans } from './find-spans.ts';
import { findTraces } from './find-traces.ts';
import { ODD_RANGE, openOddStore } from './fixtures/odd-store.ts';
import type { TestStore } from './fixtures/test-store.ts';
import { runLimited } from './limits.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await openOddStore();
}, 60_000);

afterAll(() => testStore.close());

const MANY = QUERY_LIMITS.predicates;
const SETS = QUERY_LIMITS.spansets;
const times = (count: number, part: (i: number) => string, separator = ' '): string =>
  Array.from({ length: count }, (_, i) => part(i)).join(separator);

const LARGEST: readonly [string, string][] = [
  ['conditions on any attribute', times(MANY, (i) => `k${i} != v${i}`)],
  ['globs', times(MANY, (i) => `a${i % 3}=*${i}*x*y*z*`, ' OR ')],
  ['patterns', times(MANY, (i) => `a =~ "(a+)+${i}$"`, ' OR ')],
  ['repetitions', times(9, (i) => `name !~ "^(a{1,9}|b${i}.{1,40}.*)*$"`)],
  ['traces', times(MANY, (i) => (i % 2 === 0 ? `traceDuration > ${i}ns` : `rootName != r${i}`))],
  ['free text', times(MANY, (i) => `word${i}`, ' OR ')],
  ['characters', `name IN (${times(1000, (i) => `name${i}`, ',')})`],
  ['nesting', `${'('.repeat(QUERY_LIMITS.nesting)}a=x${')'.repeat(QUERY_LIMITS.nesting)}`],
  ['sets', times(SETS, (i) => `{a=x OR k!=v${i}}`, ' && ')],
  ['sets or sets', times(SETS, (i) => `{a=x OR k!=v${i}}`, ' || ')],
  ['children', times(SETS, (i) => `{k!=v${i}}`, ' > ')],
  ['descendants', times(SETS, (i) => `{k!=v${i}}`, ' >> ')],
  ['both', times(SETS / 2, (i) => `({k!=v${i}} >> {a!=v${i}})`, ' && ')],
];

/** `TL_STORE_LIMIT` is an answer too: on a slow machine some of these take too long. */
async function codeOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'answered',
    (error: unknown) => (error instanceof HubError && error.code === 'TL_STORE_LIMIT' ? 'answered' : String(error)),
  );
}

test.each(LARGEST)('the largest query of %s is answered', { timeout: 120_000 }, async (_name, text) => {
  expect(text.length).toBeLessThanOrEqual(QUERY_LIMITS.length);
  const query = parseQuery(text);
  expect(await codeOf(findTraces(testStore.store.engine, query, { ...ODD_RANGE, limit: 10 }))).toBe('answered');
});

test('the same for spans and numbers', { timeout: 120_000 }, async () => {
  const { engine } = testStore.store;
  const query = parseQuery(LARGEST.find(([name]) => name === 'both')![1]);
  const { pipeline } = parseQuery('{} | count(), p50(a), p99() by k, rootName') as Computation;
  expect(await codeOf(findSpans(engine, query, { ...ODD_RANGE, limit: 10 }))).toBe('answered');
  expect(await codeOf(aggregate(engine, { ...query, pipeline }, { ...ODD_RANGE, stepSeconds: 86_400 }))).toBe(
    'answered',
  );
});

test.each([
  ['more rows than one answer has, need fewer', 'SELECT number FROM numbers(200001)', false],
  ['more rows than one answer has', 'SELECT number FROM numbers(200000)', true],
  ['to the limit of memory, need less', 'SELECT groupArray(toString(number)) FROM numbers(1000000000)', false],
])('a search that gets %s', { timeout: 120_000 }, async (reason, sql, isAnswered) => {
  const search = runLimited(testStore.store.engine, (reader) => reader.read(sql));
  if (isAnswered) expect(await search).toHaveLength(200_000);
  else await expect(search).rejects.toMatchObject({ code: 'TL_STORE_LIMIT', message: expect.stringContaining(reason) });
});

test('when its time is over, a search begins no further statement', async () => {
  const search = runLimited(testStore.store.engine, (reader) => reader.read('SELECT 1'), 0);
  await expect(search).rejects.toThrow(HubError);
  await expect(search).rejects.toMatchObject({
    code: 'TL_STORE_LIMIT',
    message: expect.stringContaining('cannot answer the query: got to the limit of 30 s'),
  });
});
