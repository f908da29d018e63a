import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Span } from '../api/types.ts';
import {
  fetchTraceExtent,
  fetchTraceHeads,
  fetchTraceSpans,
  fetchWholeTrace,
  headOf,
  pairSpans,
} from './fetch-trace.ts';
import { attributesOf, BASE_TIME, resourceSpansOf, spanOf, TestStore } from './fixtures/test-store.ts';

let testStore: TestStore;

beforeAll(async () => {
  testStore = await TestStore.open();
});

afterAll(() => testStore.close());

/** In both ways, which must come to the same. */
async function fetchTrace(traceId: string): Promise<Span[]> {
  const { engine } = testStore.store;
  const heads = await fetchTraceHeads(engine, traceId);
  const spans = [...(await fetchTraceSpans(engine, heads)).values()];
  const extent = await fetchTraceExtent(engine, traceId);
  const whole = await fetchWholeTrace(engine, traceId, extent);
  expect(whole).toEqual(spans);
  expect(whole.map(headOf)).toEqual(heads);
  expect(extent.spans).toBe(spans.length);
  return spans;
}

const HOUR = 3_600_000_000_000n;

test('a span comes back with everything that was sent', async () => {
  const traceId = 'a1'.repeat(16);
  const span = spanOf({
    traceId,
    spanId: 'b2'.repeat(8),
    parentSpanId: 'c3'.repeat(8),
    traceState: 'a=b',
    name: 'say "hi"\n\\',
    kind: 3,
    status: { code: 2, message: 'it’s broken' },
    endTimeUnixNano: BASE_TIME + 1_500_000_001n,
    attributes: { text: 'x', count: 200n, exact: 2n ** 53n + 1n, list: ['a', 1n], __proto__x: true },
    events: [
      {
        timeUnixNano: BASE_TIME + 1n,
        name: 'e',
        attributes: attributesOf({ a: 'b', n: 1n }),
        droppedAttributesCount: 0,
      },
    ],
    links: [
      {
        traceId: 'd4'.repeat(16),
        spanId: 'e5'.repeat(8),
        traceState: 'l=1',
        attributes: attributesOf({ k: 0.5 }),
        droppedAttributesCount: 0,
        flags: 1,
      },
    ],
    droppedEventsCount: 7,
    flags: 0x101,
  });
  await testStore.load([resourceSpansOf({ 'service.name': 'api', 'process.pid': 12n }, [span])]);
  const [found] = await fetchTrace(traceId);
  expect(found).toEqual({
    traceId,
    spanId: 'b2'.repeat(8),
    parentSpanId: 'c3'.repeat(8),
    name: 'say "hi"\n\\',
    service: 'api',
    kind: 'client',
    status: 'error',
    statusMessage: 'it’s broken',
    startUnixNano: String(BASE_TIME),
    durationNs: 1_500_000_001,
    attributes: { text: 'x', count: 200, exact: '9007199254740993', list: ['a', 1], __proto__x: true },
    events: [{ timeUnixNano: String(BASE_TIME + 1n), name: 'e', attributes: { a: 'b', n: 1 } }],
    links: [{ traceId: 'd4'.repeat(16), spanId: 'e5'.repeat(8), traceState: 'l=1', attributes: { k: 0.5 } }],
    resource: { 'service.name': 'api', 'process.pid': 12 },
    scope: { name: 'test', version: '1.0', attributes: {} },
    traceState: 'a=b',
    flags: 0x101,
    dropped: { attributes: 0, events: 7, links: 0 },
  });
});

test('a trace over several days, services and segments comes whole, by start', async () => {
  const traceId = 'a2'.repeat(16);
  for (const [i, service] of ['b', 'a', 'b'].entries()) {
    const span = spanOf({ traceId, spanId: `0${i}`.repeat(8), startTimeUnixNano: BASE_TIME - BigInt(i) * 20n * HOUR });
    await testStore.load([resourceSpansOf({ 'service.name': service }, [span])]);
  }
  const found = await fetchTrace(traceId);
  expect(found.map(({ spanId, service }) => [spanId, service])).toEqual([
    ['02'.repeat(8), 'b'],
    ['01'.repeat(8), 'a'],
    ['00'.repeat(8), 'b'],
  ]);
});

test('a trace longer than a page comes whole, duplicates at the edge included', async () => {
  const traceId = 'a3'.repeat(16);
  const spans = Array.from({ length: 50_010 }, (_, i) =>
    spanOf({
      traceId,
      spanId: Math.floor(i / 20)
        .toString(16)
        .padStart(16, '0'),
      startTimeUnixNano: BASE_TIME + BigInt(Math.floor(i / 40)),
    }),
  );
  await testStore.load([resourceSpansOf({}, spans)]);
  const found = await fetchTraceHeads(testStore.store.engine, traceId);
  expect(found).toHaveLength(50_010);
});

test('spans of one id and start come back each as its own, others not at all', async () => {
  const traceId = 'a5'.repeat(16);
  const like = { traceId, spanId: '0a'.repeat(8) };
  const spans = [
    spanOf({ ...like, name: 'twice', attributes: { n: 1n } }),
    spanOf({ ...like, name: 'twice', attributes: { n: 2n } }),
    spanOf({ ...like, name: 'other', attributes: { n: 3n } }),
    spanOf({ ...like, name: 'late', startTimeUnixNano: BASE_TIME + 1n, attributes: { n: 4n } }),
    spanOf({ traceId, spanId: '0b'.repeat(8), name: 'else', attributes: { n: 5n } }),
  ];
  await testStore.load([resourceSpansOf({}, spans)]);
  const { engine } = testStore.store;
  const heads = await fetchTraceHeads(engine, traceId);
  const whole = await fetchWholeTrace(engine, traceId, await fetchTraceExtent(engine, traceId));
  const check = async (names: readonly string[], expected: readonly number[]): Promise<void> => {
    const asked = heads.filter(({ name }) => names.includes(name));
    const found = [...(await fetchTraceSpans(engine, asked))];
    expect([...pairSpans(asked, whole)].map(([head, span]) => [head.name, span.name])).toEqual(
      found.map(([head, span]) => [head.name, span.name]),
    );
    expect(found.every(([head, span]) => head.name === span.name)).toBe(true);
    expect(found.map(([, span]) => span.attributes['n']).toSorted()).toEqual(expected);
  };
  await check(['twice'], [1, 2]);
  await check(['other'], [3]);
  await check(['late', 'else'], [4, 5]);
  await check([], []);
});

test('times at the edges are kept', async () => {
  const traceId = 'a4'.repeat(16);
  const times = [0n, 1n, 2n ** 63n - 1n];
  const spans = times.map((startTimeUnixNano, i) =>
    spanOf({ traceId, spanId: `0${i}`.repeat(8), startTimeUnixNano, endTimeUnixNano: startTimeUnixNano }),
  );
  await testStore.load([resourceSpansOf({}, spans)]);
  const found = await fetchTrace(traceId);
  expect(found.map((span) => span.startUnixNano)).toEqual(times.map(String));
});

test('a trace that is not there has no spans', async () => {
  expect(await fetchTrace('ff'.repeat(16))).toEqual([]);
});

test('what is asked for is never part of the statement', async () => {
  expect(await fetchTrace(`' OR 1 = 1 --`)).toEqual([]);
});
