import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { SpanList } from '../types.ts';

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start();
  const spans = ['1', '2', '3'].map((digit) =>
    createSpan({ traceId: 'a'.repeat(32), spanId: digit.repeat(16), name: `step ${digit}` }),
  );
  await hub.send('traces', encodeSpans(spans));
}, 60_000);

afterAll(() => hub.close());

test('spans are listed page by page', async () => {
  const first = await hub.get<SpanList>('spans', { q: 'serviceName=shop AND NOT name="step 2"', limit: '1' });
  expect(first.spans.map(({ name }) => name)).toEqual(['step 3']);
  const second = await hub.get<SpanList>('spans', {
    q: 'serviceName=shop AND NOT name="step 2"',
    limit: '1',
    cursor: first.nextCursor!,
  });
  expect(second).toMatchObject({ spans: [{ name: 'step 1', resource: { 'service.name': 'shop' } }], nextCursor: null });
});

test.each(['spans', 'traces'])('%s of a query that computes something are refused, with the place', async (list) => {
  expect(await hub.getRefused(list, { q: 'name=x | count() by name' })).toEqual({
    status: 400,
    error: {
      code: 'TL_QUERY_SYNTAX',
      message:
        'cannot list what a query computes: got a pipeline, need a query without | here, or ask /api/v1/aggregate',
      position: { from: 7, to: 24 },
    },
  });
});
