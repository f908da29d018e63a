// Traces that nobody should send, through the whole hub.
import type { DecodedSpan } from '@throughline/wire/decode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { SpanIssue, Trace, TraceList } from '../types.ts';

const NOW = BigInt(Date.now()) * 1_000_000n;
const TIMEOUT = { timeout: 120_000 };

let hub: TestHub;

beforeAll(async () => {
  hub = await TestHub.start();
});

afterAll(() => hub.close());

const idOf = (number: number): string => number.toString(16).padStart(16, '0');

function encodeInParts(spans: readonly DecodedSpan[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let i = 0; i < spans.length; i += 5000) parts.push(encodeSpans(spans.slice(i, i + 5000)));
  return parts;
}

/** @param parents - the number of each span's parent, 0 for none; the first span is number 1. */
function createTrace(traceId: string, parents: readonly number[]): DecodedSpan[] {
  return parents.map((parent, i) =>
    createSpan({
      traceId,
      spanId: idOf(i + 1),
      parentSpanId: parent === 0 ? '' : idOf(parent),
      startTimeUnixNano: NOW + BigInt(i),
      endTimeUnixNano: NOW + 1_000_000n,
    }),
  );
}

test('100,000 spans: window after window, in tree order', TIMEOUT, async () => {
  const traceId = 'a'.repeat(32);
  // Each span has ten children.
  const parents = Array.from({ length: 100_000 }, (_, i) => (i === 0 ? 0 : Math.floor((i - 1) / 10) + 1));
  await hub.send('traces', ...encodeInParts(createTrace(traceId, parents)));
  const seen = new Set<string>();
  let depth = -1;
  for (const offset of [0, 10_000, 20_000]) {
    const trace = await hub.get<Trace>(`traces/${traceId}`, { offset: String(offset) });
    expect([trace.spanCount, trace.spans.length, trace.window.offset]).toEqual([100_000, 10_000, offset]);
    for (const span of trace.spans) {
      // Depth first: a span is at most one deeper than the one before, and its parent has been seen.
      expect(span.depth <= depth + 1 && (span.parentSpanId === '' || seen.has(span.parentSpanId))).toBe(true);
      depth = span.depth;
      seen.add(span.spanId);
    }
  }
  expect(seen.size).toBe(30_000);
  const last = await hub.get<Trace>(`traces/${traceId}`, { offset: '99999', limit: '1' });
  expect(last.spans).toHaveLength(1);
  expect((await hub.get<Trace>(`traces/${traceId}`, { offset: '100000' })).spans).toEqual([]);
  const { traces } = await hub.get<TraceList>('traces', { q: 'spanCount=100000' });
  expect(traces.map((trace) => trace.traceId)).toEqual([traceId]);
});

test('10,000 deep', TIMEOUT, async () => {
  const traceId = 'b'.repeat(32);
  await hub.send(
    'traces',
    ...encodeInParts(
      createTrace(
        traceId,
        Array.from({ length: 10_000 }, (_, i) => i),
      ),
    ),
  );
  const trace = await hub.get<Trace>(`traces/${traceId}`);
  expect(trace.spans.map(({ depth }) => depth)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  const { traces } = await hub.get<TraceList>('traces', { q: `{traceId=${traceId}} >> {spanId=${idOf(10_000)}}` });
  expect(traces.map((one) => one.traceId)).toEqual([traceId]);
});

test('rings, spans that are their own parent, ids that are used twice', TIMEOUT, async () => {
  const check = async (digit: string, parents: number[], expected: [string, SpanIssue[]][]): Promise<void> => {
    const traceId = digit.repeat(32);
    await hub.send('traces', encodeSpans(createTrace(traceId, parents)));
    const { spans } = await hub.get<Trace>(`traces/${traceId}`);
    expect(spans.map(({ spanId, depth, issues }) => [`${Number(`0x${spanId}`)}@${depth}`, issues])).toEqual(expected);
  };
  await check(
    'c',
    [2, 3, 1],
    [
      ['1@0', ['cycle']],
      ['3@1', []],
      ['2@2', []],
    ],
  );
  await check(
    'd',
    [1, 1],
    [
      ['1@0', ['cycle']],
      ['2@1', []],
    ],
  );
  await check('e', [9], [['1@0', ['orphan']]]);
  const traceId = 'f'.repeat(32);
  const twice = createSpan({ traceId, spanId: idOf(1), startTimeUnixNano: NOW, endTimeUnixNano: NOW });
  await hub.send('traces', encodeSpans([twice, { ...twice, name: 'other' }]));
  const { spans } = await hub.get<Trace>(`traces/${traceId}`);
  expect(spans.map(({ issues }) => issues.includes('duplicate-id'))).toContain(true);
  expect(spans).toHaveLength(2);
});

test('hostile names, attributes and ids come back as they are, or are refused', TIMEOUT, async () => {
  const traceId = `${'0'.repeat(31)}1`;
  const texts = [
    '<script>alert(1)</script>',
    "'; DROP TABLE spans; --",
    '\u0000\u001b[2J',
    '\ud83d\ude00',
    '{x:String}',
    '%',
    '\\',
  ];
  const spans = texts.map((text, i) =>
    createSpan({
      traceId,
      spanId: idOf(i + 1),
      name: text,
      attributes: [
        { key: text, value: text },
        { key: '__proto__', value: 'x' },
        { key: 'constructor', value: 1n },
      ],
    }),
  );
  await hub.send('traces', encodeSpans(spans));
  const trace = await hub.get<Trace>(`traces/${traceId}`);
  expect(trace.spans.map(({ name }) => name).toSorted()).toEqual(texts.toSorted());
  for (const { name, attributes } of trace.spans)
    expect(Object.entries(attributes).toSorted()).toEqual(
      Object.entries({ [name]: name, ['__proto__']: 'x', constructor: 1 }).toSorted(),
    );
  for (const id of ["x' OR 1=1 --", '../../etc/passwd', 'a'.repeat(31), 'g'.repeat(32), '\u0000'])
    expect((await hub.getRefused(`traces/${encodeURIComponent(id)}`)).status).toBe(400);
  expect(await hub.getRefused(`traces/${'9'.repeat(32)}`)).toMatchObject({
    status: 404,
    error: { code: 'TL_NOT_FOUND' },
  });
});

test('times at both ends', TIMEOUT, async () => {
  const traceId = '7'.repeat(32);
  const at = (spanId: string, startTimeUnixNano: bigint, endTimeUnixNano: bigint): DecodedSpan =>
    createSpan({ traceId, spanId, startTimeUnixNano, endTimeUnixNano });
  await hub.send(
    'traces',
    encodeSpans([at(idOf(1), 0n, 0n), at(idOf(2), 0n, 2n ** 64n - 1n), at(idOf(3), 2n ** 64n - 1n, 1n)]),
  );
  const { spans } = await hub.get<Trace>(`traces/${traceId}`);
  expect(spans).toHaveLength(3);
  expect(
    spans.every(
      ({ issues, durationNs }) => durationNs >= 0 && (issues.length === 0 || issues.includes('invalid-time')),
    ),
  ).toBe(true);
});
