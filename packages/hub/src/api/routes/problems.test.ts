import type { DecodedSpan } from '@throughline/wire/decode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { ProblemList } from '../types.ts';

const [SERVER, CLIENT] = [2, 3];
const MINUTE_AGO = BigInt(Date.now() - 60_000) * 1_000_000n;

let hub: TestHub;
let traces = 0;

/** Spans of one trace that began a minute ago. Their ids are one digit each. */
function traceOf(...spans: (Partial<DecodedSpan> & { spanId: string })[]): DecodedSpan[] {
  const traceId = String(++traces + 10).repeat(16);
  return spans.map(({ spanId, parentSpanId = '', startTimeUnixNano = MINUTE_AGO, ...fields }) =>
    createSpan({
      traceId,
      spanId: spanId.repeat(16),
      parentSpanId: parentSpanId.repeat(16),
      startTimeUnixNano,
      endTimeUnixNano: startTimeUnixNano + 1_000_000n,
      ...fields,
    }),
  );
}

beforeAll(async () => {
  hub = await TestHub.start();
});

afterAll(() => hub.close());

/** Sends spans of services of their own, and finds what is said about each of them. */
async function problemsOf(service: string, spans: DecodedSpan[]): Promise<ProblemList['problems']> {
  await hub.send('traces', encodeSpans(spans, service));
  const { problems } = await hub.get<ProblemList>('problems', { end: '+2d' });
  return problems.filter((problem) => problem.service === service);
}

test('nothing is wrong with a good trace', async () => {
  expect(await hub.get('problems')).toEqual({ problems: [], examinedSpans: 0 });
  const spans = traceOf({ spanId: '1', kind: SERVER }, { spanId: '2', parentSpanId: '1', kind: CLIENT });
  expect(await problemsOf('good', spans)).toEqual([]);
  expect((await hub.get<ProblemList>('problems')).examinedSpans).toBe(2);
});

test('each problem is found, and nothing else', async () => {
  const expected: (readonly [service: string, code: string, count: number])[] = [];
  const requests: Uint8Array[] = [];
  const check = (code: string, count: number, spans: DecodedSpan[]): void => {
    expected.push([`has ${code}`, code, count]);
    requests.push(encodeSpans(spans, `has ${code}`));
  };
  check('root-client-span', 2, [...traceOf({ spanId: '1', kind: CLIENT }), ...traceOf({ spanId: '1', kind: CLIENT })]);
  check('missing-remote-parent', 1, traceOf({ spanId: '1', parentSpanId: '9', kind: SERVER, flags: 1 }));
  check('missing-local-parent', 1, traceOf({ spanId: '1', parentSpanId: '9', kind: CLIENT, flags: 1 }));
  check('dropped-attributes', 1, traceOf({ spanId: '1', droppedAttributesCount: 3 }));
  check('dropped-events', 1, traceOf({ spanId: '1', droppedEventsCount: 3 }));
  check('dropped-links', 1, traceOf({ spanId: '1', droppedLinksCount: 3 }));
  check('oversized-attribute', 1, [
    ...traceOf({ spanId: '1', attributes: [{ key: 'body', value: 'x'.repeat(10_001) }] }),
    ...traceOf({ spanId: '1', attributes: [{ key: 'body', value: 'x'.repeat(10_000) }] }),
  ]);
  check('duplicate-span-id', 2, traceOf({ spanId: '1' }, { spanId: '1' }));
  const tomorrow = MINUTE_AGO + 86_400_000_000_000n;
  check('invalid-time', 1, traceOf({ spanId: '1', startTimeUnixNano: tomorrow }));
  await hub.send('traces', ...requests);
  const { problems } = await hub.get<ProblemList>('problems', { end: '+2d' });
  const found = problems.map(({ service, code, spans }) => [service, code, spans]);
  expect(found.toSorted()).toEqual(expected.toSorted());
});

test('the flags say where a parent ran, if they say anything', async () => {
  const spans = [
    ...traceOf({ spanId: '1', parentSpanId: '9', kind: SERVER, flags: 0x101 }),
    ...traceOf({ spanId: '1', parentSpanId: '9', kind: CLIENT, flags: 0x301 }),
  ];
  const problems = await problemsOf('flags', spans);
  expect(problems.map(({ code }) => code).toSorted()).toEqual(['missing-local-parent', 'missing-remote-parent']);
});

test('a parent that may still be on its way is not missed', async () => {
  const now = BigInt(Date.now()) * 1_000_000n;
  expect(await problemsOf('recent', traceOf({ spanId: '1', parentSpanId: '9', startTimeUnixNano: now }))).toEqual([]);
});

test('clocks that differ', async () => {
  const [parent, late, skewed] = traceOf(
    { spanId: '1', kind: CLIENT },
    { spanId: '2', parentSpanId: '1', kind: SERVER, startTimeUnixNano: MINUTE_AGO - 900_000n },
    { spanId: '3', parentSpanId: '1', kind: SERVER, startTimeUnixNano: MINUTE_AGO - 2_000_000n },
  );
  await hub.send('traces', encodeSpans([parent], 'caller'));
  const problems = await problemsOf('skewed', [late, skewed]);
  expect(problems).toEqual([
    {
      code: 'clock-skew',
      service: 'skewed',
      spans: 1,
      message: 'Spans start before their parent in another service: the clocks differ.',
      mend: expect.stringContaining('NTP'),
      names: ['work'],
      traceIds: [skewed.traceId],
    },
  ]);
});

test('a service without a name', async () => {
  expect(await problemsOf('', traceOf({ spanId: '1' }))).toMatchObject([{ code: 'unnamed-service', spans: 1 }]);
  expect(await problemsOf('unknown_service:node', traceOf({ spanId: '1' }))).toMatchObject([
    { code: 'unnamed-service' },
  ]);
});
