import { afterAll, beforeAll, expect, test } from 'vitest';
import { SqlParameters } from '../query/compile/sql.ts';
import { BASE_TIME, resourceSpansOf, spanOf, TestStore } from '../query/fixtures/test-store.ts';
import { fetchSample, fetchShare, inSlices } from './sample-slices.ts';
import type { Sample } from './sample-slices.ts';

const SECOND = 1_000_000_000n;
const RANGE = { startUnixNano: BASE_TIME, endUnixNano: BASE_TIME + 3600n * SECOND };
const SPANS = 3000;

let testStore: TestStore;

beforeAll(async () => {
  testStore = await TestStore.open();
  // In the first and in the last ten minutes of an hour; none between.
  const spans = Array.from({ length: SPANS }, (_, i) => {
    const second = Math.floor((i * 1200) / SPANS);
    return spanOf({ startTimeUnixNano: BASE_TIME + BigInt(second < 600 ? second : second + 2400) * SECOND });
  });
  await testStore.load([resourceSpansOf({ 'service.name': 'shop' }, spans)]);
});

afterAll(() => testStore.close());

async function countSpans(sample: Sample, marginNs = 0n): Promise<number> {
  const parameters = new SqlParameters();
  const statement = `SELECT count() AS spans FROM spans WHERE ${inSlices(sample, parameters, marginNs)}`;
  const [{ spans }] = await testStore.store.engine.read<{ spans: string }>(statement, parameters.values);
  return Number(spans);
}

test('slices have about as many spans as are wanted, of each part of the range', async () => {
  const { engine } = testStore.store;
  const all = await fetchSample(engine, RANGE, SPANS);
  expect([all.share, all.spans, await countSpans(all)]).toEqual([1, SPANS, SPANS]);
  const some = await fetchSample(engine, RANGE, 300);
  expect(some.share).toBe(0.1);
  const counted = await countSpans(some);
  expect(counted).toBeGreaterThan(250);
  expect(counted).toBeLessThan(350);
  expect(some.slices.filter(({ from }) => from < BASE_TIME + 1800n * SECOND)).toHaveLength(2);
  expect(await countSpans(some, 10n * SECOND)).toBeGreaterThan(counted);
  expect(await countSpans(await fetchShare(engine, RANGE, 0.5))).toBeGreaterThan(1400);
  expect(await countSpans(await fetchShare(engine, { ...RANGE, endUnixNano: BASE_TIME + 60n * SECOND }, 1))).toBe(150);
});
