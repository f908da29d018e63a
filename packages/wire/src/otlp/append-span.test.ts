import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { spanRecord } from '../fixtures/arbitraries.ts';
import { EVENT, LINK, SPAN } from '../fixtures/records.ts';
import { formatSpanId, formatTraceId } from '../propagation/hex.ts';
import { Chunk } from '../protobuf/chunk.ts';
import { SPAN_ATTRIBUTES_TAG, appendSpan } from './append-span.ts';
import { encodeAttributes } from './append-value.ts';
import type { SpanRecord } from './span-record.ts';
import { decodeTraceRequest } from './trace-codec.ts';
import type { DecodedSpan } from './trace-messages.ts';
import { encodeResource, encodeScope, joinTraceRequest } from './trace-request.ts';
import { validateTraceRequest } from './validate-trace-request.ts';

/** Encodes spans into one request, from a chunk that grows by the bound alone. */
function requestOf(...spans: SpanRecord[]): Uint8Array {
  const chunk = new Chunk(0);
  for (const span of spans) appendSpan(chunk, span);
  return joinTraceRequest(encodeResource([]), [{ header: encodeScope({ name: '' }), spans: chunk.written() }]);
}

function roundTrip(...spans: SpanRecord[]): readonly DecodedSpan[] {
  return decodeTraceRequest(requestOf(...spans)).resourceSpans[0].scopeSpans[0].spans;
}

function changed(part: Partial<SpanRecord>): DecodedSpan {
  return roundTrip({ ...SPAN, ...part })[0];
}

test('a span without attributes', () => {
  expect(roundTrip(SPAN)).toEqual([
    {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceState: '',
      parentSpanId: '00f067aa0ba902b7',
      name: 'GET /users/:id',
      kind: 2,
      startTimeUnixNano: 0x18a1_2b3c_9000_0001n,
      endTimeUnixNano: 0x18a1_2b3c_9000_ffffn,
      attributes: [],
      droppedAttributesCount: 0,
      events: [],
      droppedEventsCount: 0,
      links: [],
      droppedLinksCount: 0,
      status: undefined,
      flags: 0x301,
    },
  ]);
});

test('a root span has no parent id, and half a parent id is one', () => {
  expect(changed({ parentWord0: 0, parentWord1: 0 }).parentSpanId).toBe('');
  expect(changed({ parentWord0: 0, parentWord1: 1 }).parentSpanId).toBe('0000000000000001');
  expect(changed({ parentWord0: -1, parentWord1: 0 }).parentSpanId).toBe('ffffffff00000000');
});

test('shared attributes stand before the others', () => {
  const sharedAttributes = encodeAttributes(SPAN_ATTRIBUTES_TAG, ['a', 1, 'b', 'x']);
  expect(changed({ sharedAttributes, flatAttributes: ['c', true] }).attributes).toEqual([
    { key: 'a', value: 1n },
    { key: 'b', value: 'x' },
    { key: 'c', value: true },
  ]);
});

test('status, counts, events and links', () => {
  expect(changed({ statusCode: 1 }).status).toEqual({ code: 1, message: '' });
  expect(changed({ statusCode: 2, statusMessage: 'no' }).status).toEqual({ code: 2, message: 'no' });
  const span = changed({ droppedAttributesCount: 1, droppedEventsCount: 300, droppedLinksCount: 0xffff_ffff });
  expect([span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount]).toEqual([1, 300, 0xffff_ffff]);
  expect(changed({ eventRecords: [EVENT] }).events).toEqual([
    { name: 'retry', timeUnixNano: 0x18a1_2b3c_9000_0002n, attributes: [], droppedAttributesCount: 0 },
  ]);
  expect(changed({ linkRecords: [{ ...LINK, traceState: 'a=1' }] }).links[0]).toMatchObject({
    traceId: '00000001000000020000000300000004',
    spanId: '0000000500000006',
    traceState: 'a=1',
    flags: 0x101,
  });
});

test.each([0, 1, 30, 40, 46, 47, 48, 100, 16_290, 16_300, 16_302, 16_303, 16_304, 2_097_080])(
  'a span with a name of %d bytes keeps its neighbours',
  (length) => {
    const name = 'n'.repeat(length);
    const spans = roundTrip(SPAN, { ...SPAN, name }, SPAN);
    expect(spans.map((span) => span.name)).toEqual([SPAN.name, name, SPAN.name]);
  },
);

// Three bytes per character: the texts use up their part of the bound, and tags, lengths and numbers need theirs.
test.each([0, 1, 42, 43, 5461, 5462, 6000])('the bound holds for texts of %d characters of three bytes', (length) => {
  const full = '€'.repeat(length);
  const counts = { droppedAttributesCount: 0xffff_ffff };
  const span = {
    ...SPAN,
    ...counts,
    name: full,
    traceStateText: full,
    statusMessage: full,
    statusCode: 2,
    flatAttributes: [full, full],
    eventRecords: [{ ...EVENT, ...counts, name: full, attributes: [full, -1] }],
    linkRecords: [{ ...LINK, ...counts, traceState: full, attributes: [full, [full, -1]] }],
    droppedEventsCount: 0xffff_ffff,
    droppedLinksCount: 0xffff_ffff,
  };
  const [decoded] = roundTrip(span);
  expect([decoded.name, decoded.traceState, decoded.status?.message]).toEqual([full, full, full]);
  for (const part of [
    { eventRecords: [] },
    { linkRecords: [] },
    { eventRecords: [], linkRecords: [], flatAttributes: [] },
  ]) {
    expect(roundTrip({ ...span, ...part })[0].droppedLinksCount).toBe(0xffff_ffff);
  }
});

test('a span that cannot be written leaves the chunk as it was', () => {
  const chunk = new Chunk(0);
  appendSpan(chunk, SPAN);
  const before = Buffer.from(chunk.written());
  let reads = 0;
  const growing = {
    get numbers() {
      return Array(reads++ === 0 ? 1 : 5000).fill(1);
    },
  };
  expect(() => appendSpan(chunk, { ...SPAN, flatAttributes: ['a', growing] })).toThrow();
  expect(before.equals(chunk.written())).toBe(true);
});

test('the deepest values stay within the nesting that receivers accept', () => {
  let deep: unknown = 'core';
  for (let level = 0; level < 20; level++) deep = { deep };
  const span = { ...SPAN, eventRecords: [{ ...EVENT, attributes: ['deep', deep] }] };
  expect(validateTraceRequest(requestOf(span))).toEqual({ spanCount: 1, rejected: [] });
});

test('any span comes back, from a buffer of exactly the bound, and passes validation', () => {
  fc.assert(
    fc.property(fc.array(spanRecord, { minLength: 1, maxLength: 3 }), (records) => {
      const bytes = requestOf(...records);
      const { spans } = decodeTraceRequest(bytes).resourceSpans[0].scopeSpans[0];
      expect(spans.map(namesAndIds)).toEqual(records.map(expectedNamesAndIds));
      expect(validateTraceRequest(bytes, { maxNameBytes: 20_000 })).toEqual({
        spanCount: records.length,
        rejected: [],
      });
    }),
    { numRuns: 300 },
  );
});

function namesAndIds(span: DecodedSpan): unknown {
  return {
    ids: [span.traceId, span.spanId, span.parentSpanId],
    name: span.name,
    numbers: [span.kind, span.flags, span.droppedAttributesCount, span.droppedEventsCount, span.droppedLinksCount],
    times: [span.startTimeUnixNano, span.endTimeUnixNano],
    attributes: span.attributes.map(({ key }) => key),
    events: span.events.map((event) => [event.name, event.timeUnixNano, event.attributes.length]),
    links: span.links.map((link) => [link.traceId, link.spanId, link.traceState, link.attributes.length]),
    status: [span.status?.code ?? 0, span.status?.message ?? ''],
  };
}

function expectedNamesAndIds(span: SpanRecord): unknown {
  const isRoot = span.parentWord0 === 0 && span.parentWord1 === 0;
  const parentId = isRoot ? '' : formatSpanId(span.parentWord0, span.parentWord1);
  return {
    ids: [formatTraceId(span), formatSpanId(span.spanWord0, span.spanWord1), parentId],
    name: span.name,
    numbers: [
      span.wireKind,
      span.wireFlags,
      span.droppedAttributesCount,
      span.droppedEventsCount,
      span.droppedLinksCount,
    ],
    times: [nanos(span.startHigh, span.startLow), nanos(span.endHigh, span.endLow)],
    attributes: span.flatAttributes.filter((_, index) => index % 2 === 0),
    events: span.eventRecords.map((event) => [
      event.name,
      nanos(event.timeHigh, event.timeLow),
      event.attributes.length / 2,
    ]),
    links: span.linkRecords.map((link) => [
      formatTraceId(link),
      formatSpanId(link.spanWord0, link.spanWord1),
      link.traceState,
      link.attributes.length / 2,
    ]),
    status: span.statusCode === 0 ? [0, ''] : [span.statusCode, span.statusMessage],
  };
}

function nanos(high: number, low: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low);
}
