import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { Aggregate } from '../types.ts';

const MINUTE_NS = 60_000_000_000n;
/** Ten minutes that are over. */
const START = ((BigInt(Date.now()) * 1_000_000n) / MINUTE_NS) * MINUTE_NS - 15n * MINUTE_NS;
const RANGE = { start: String(START), end: String(START + 10n * MINUTE_NS) };

let hub: TestHub;

function spanAt(minute: number, name: string, ms: number): ReturnType<typeof createSpan> {
  const start = START + BigInt(minute) * MINUTE_NS;
  const end = start + BigInt(ms) * 1_000_000n;
  return createSpan({
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    name,
    startTimeUnixNano: start,
    endTimeUnixNano: end,
  });
}

beforeAll(async () => {
  hub = await TestHub.start();
  const others = Array.from({ length: 101 }, (_, i) => spanAt(0, `route ${i}`, 1));
  await hub.send(
    'traces',
    encodeSpans([spanAt(0, 'GET', 1), spanAt(0, 'GET', 3), spanAt(7, 'GET', 5), spanAt(11, 'GET', 9)]),
  );
  await hub.send('traces', encodeSpans(others, 'many'));
}, 60_000);

afterAll(() => hub.close());

test('a series has every step of the range, and the total', async () => {
  const q = 'serviceName=shop | count(), max(), rate() by name, missing';
  const answer = await hub.get<Aggregate>('aggregate', { q, ...RANGE, step: '5m' });
  expect(answer).toMatchObject({ stepSeconds: 300, columns: ['count()', 'max(duration)', 'rate()'], droppedSeries: 0 });
  const [{ labels, points, total }, ...rest] = answer.series;
  expect(rest).toEqual([]);
  expect(labels).toEqual({ name: 'GET' });
  expect(total).toEqual([3, 5_000_000, 3 / 600]);
  const counts = points.map(({ values }) => values[0]);
  expect(counts.reduce((sum, one) => sum! + one!, 0)).toBe(3);
  expect(points.every(({ timeUnixNano }) => BigInt(timeUnixNano) % (5n * MINUTE_NS) === 0n)).toBe(true);
  expect(points.every(({ values }) => (values[0] === 0) === (values[1] === null))).toBe(true);
  expect(points.length - (START % (5n * MINUTE_NS) === 0n ? 0 : 1)).toBe(2);
});

test('the 100 series of the most spans are kept, and the rest is counted', async () => {
  const answer = await hub.get<Aggregate>('aggregate', { q: '{} | count() by name', ...RANGE });
  expect(answer.series).toHaveLength(100);
  expect(answer.series[0]).toMatchObject({ labels: { name: 'GET' }, total: [3] });
  expect(answer.droppedSeries).toBe(2);
});

test('without by there is one series, also of nothing', async () => {
  const answer = await hub.get<Aggregate>('aggregate', { q: 'name=nothing | count(), p50()', ...RANGE });
  expect(answer.series.map(({ labels, total }) => [labels, total])).toEqual([[{}, [0, null]]]);
});

test('a query that computes nothing is refused, with the place', async () => {
  expect(await hub.getRefused('aggregate', { q: 'name=x' })).toEqual({
    status: 400,
    error: {
      code: 'TL_QUERY_MISSING',
      message: 'cannot compute numbers: got a query without |, need an aggregate behind it, such as | count()',
      position: { from: 6, to: 6 },
      suggestion: '| count()',
    },
  });
});

test.each([
  ['0.3s', 400],
  ['1s', 200],
])('steps of %s: %i', async (step, status) => {
  const parameters = { q: '{} | count()', step, start: RANGE.start, end: String(START + 2000n * 1_000_000_000n) };
  const answer = await fetch(`${hub.hub.addresses.ui}/api/v1/aggregate?${new URLSearchParams(parameters).toString()}`);
  expect(answer.status).toBe(status);
});
