// Against @opentelemetry/otlp-transformer: the same spans through both encoders.
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { text } from '../fixtures/arbitraries.ts';
import { SPAN } from '../fixtures/records.ts';
import { formatSpanId, formatTraceId } from '../propagation/hex.ts';
import type { TraceIdentity } from '../propagation/hex.ts';
import { Chunk } from '../protobuf/chunk.ts';
import { Reader } from '../protobuf/reader.ts';
import { appendSpan } from './append-span.ts';
import type { EventRecord, LinkRecord, SpanRecord } from './span-record.ts';
import { decodeTraceRequest, encodeTraceRequest, encodeTracesJson, parseTraceRequestJson } from './trace-codec.ts';
import type { DecodedSpan, DecodedTraceRequest } from './trace-messages.ts';
import { encodeResource, encodeScope, joinTraceRequest } from './trace-request.ts';

type ReadableSpan = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0][number];

const resourceAttributes = { 'service.name': 'shop', 'process.pid': 4711, flags: [true, false] };
// The stock serializer groups by identity.
const resource = { attributes: resourceAttributes };
const scope = { name: 'checkout', version: '1.2.3' };

/** The same span for the stock serializer. `wireFlags` 0x200 says that the parent is remote. */
function toReadableSpan(span: SpanRecord): ReadableSpan {
  const contextOf = (ids: TraceIdentity, traceState: string, flags: number): object => ({
    traceId: formatTraceId(ids),
    spanId: formatSpanId(ids.spanWord0, ids.spanWord1),
    traceFlags: flags & 0xff,
    isRemote: (flags & 0x200) !== 0,
    traceState: traceState === '' ? undefined : { serialize: () => traceState },
  });
  const parent = { ...span, spanWord0: span.parentWord0, spanWord1: span.parentWord1 };
  const readable = {
    name: span.name,
    kind: span.wireKind - 1,
    spanContext: () => contextOf(span, span.traceStateText, span.wireFlags),
    parentSpanContext: contextOf(parent, '', span.wireFlags),
    startTime: toHrTime(span.startHigh, span.startLow),
    endTime: toHrTime(span.endHigh, span.endLow),
    status: { code: span.statusCode, message: span.statusMessage },
    attributes: toObject(span.flatAttributes),
    events: span.eventRecords.map((event) => ({
      ...event,
      time: toHrTime(event.timeHigh, event.timeLow),
      attributes: toObject(event.attributes),
    })),
    links: span.linkRecords.map((link) => ({
      context: contextOf(link, link.traceState, link.flags),
      attributes: toObject(link.attributes),
      droppedAttributesCount: link.droppedAttributesCount,
    })),
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
  return readable as unknown as ReadableSpan;
}

function toHrTime(high: number, low: number): [number, number] {
  const time = (BigInt(high) << 32n) | BigInt(low);
  return [Number(time / 1_000_000_000n), Number(time % 1_000_000_000n)];
}

function toObject(flat: readonly unknown[]): Record<string, unknown> {
  const pairs: [string, unknown][] = [];
  for (let index = 0; index < flat.length; index += 2) pairs.push([flat[index] as string, flat[index + 1]]);
  return Object.fromEntries(pairs);
}

function encodeOurs(spans: readonly SpanRecord[]): Uint8Array {
  const chunk = new Chunk();
  for (const span of spans) appendSpan(chunk, span);
  const encodedResource = encodeResource(Object.entries(resourceAttributes).flat());
  return joinTraceRequest(encodedResource, [{ header: encodeScope(scope), spans: chunk.written() }]);
}

function encodeStock(spans: readonly SpanRecord[]): Uint8Array {
  return ProtobufTraceSerializer.serializeRequest(spans.map(toReadableSpan)) as Uint8Array;
}

/** What API users may give. The stock encoder has no bigint, and its JSON writes integers above 64 bits as `intValue`. */
const value = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ min: -1e15, max: 1e15, noNaN: true }).filter((number) => !Object.is(number, -0)),
    fc.constantFrom(null, undefined, 1e17, -(2 ** 63), 1.5e-300),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 5 }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const attributes = fc
  .dictionary(
    fc.string({ minLength: 1, maxLength: 10 }).map((key) => `k${key}`),
    value,
    { maxKeys: 6 },
  )
  .map((object) => Object.entries(object).flat());

const word = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const idWord = word.filter((number) => number !== 0);
const time = fc.integer({ min: 0, max: 0xffff_ffff });
const high = fc.integer({ min: 0, max: 0x3b9a_c9ff });

/** `count` is drawn from the dropped counts: without a zero, both encoders write the same fields. */
function spanWith(count: fc.Arbitrary<number>, statusCode: fc.Arbitrary<number>): fc.Arbitrary<SpanRecord> {
  const event: fc.Arbitrary<EventRecord> = fc.record({
    name: text,
    timeHigh: high,
    timeLow: time,
    attributes,
    droppedAttributesCount: count,
  });
  const link: fc.Arbitrary<LinkRecord> = fc.record({
    traceWord0: word,
    traceWord1: word,
    traceWord2: word,
    traceWord3: idWord,
    spanWord0: word,
    spanWord1: idWord,
    traceState: fc.constantFrom('', 'a=1'),
    flags: fc.constantFrom(0x100, 0x101, 0x301),
    attributes,
    droppedAttributesCount: count,
  });
  return fc.record({
    ...Object.fromEntries(Object.entries(SPAN).map(([key, fixed]) => [key, fc.constant(fixed)])),
    traceWord1: word,
    spanWord0: word,
    parentWord0: word,
    parentWord1: idWord,
    traceStateText: fc.constantFrom('', 'a=1,b=2'),
    wireFlags: fc.constantFrom(0x100, 0x101, 0x103, 0x301),
    name: text,
    wireKind: fc.integer({ min: 1, max: 5 }),
    startHigh: high,
    startLow: time,
    endHigh: high,
    endLow: time,
    flatAttributes: attributes,
    droppedAttributesCount: count,
    eventRecords: fc.array(event, { maxLength: 2 }),
    droppedEventsCount: count,
    linkRecords: fc.array(link, { maxLength: 2 }),
    droppedLinksCount: count,
    statusCode,
    statusMessage: text,
  }) as unknown as fc.Arbitrary<SpanRecord>;
}

/** The bytes of the only ScopeSpans. */
function scopeSpansOf(request: Uint8Array): Buffer {
  const reader = new Reader(request);
  reader.readTag();
  reader.end = reader.readLength();
  while (reader.readTag() !== 0x12) reader.pos = reader.readLength();
  const end = reader.readLength();
  return reader.bytes.subarray(reader.pos, end);
}

test('the bytes are the same where no field is zero', () => {
  const spans = fc.array(spanWith(fc.integer({ min: 1, max: 0x7fff_ffff }), fc.constantFrom(1, 2)), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(spans, (records) => {
      const ours = scopeSpansOf(encodeOurs(records));
      expect(ours.equals(scopeSpansOf(encodeStock(records)))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test.each([0, -1, 2 ** 53, 1e17, -(2 ** 63), 2 ** 63, -(2 ** 64), 1e300, 0.1, Number.NaN, Number.NEGATIVE_INFINITY])(
  'the bytes of the number %d are the same',
  (number) => {
    const counts = { droppedAttributesCount: 1, droppedEventsCount: 1, droppedLinksCount: 1 };
    const span = { ...SPAN, ...counts, statusCode: 1, flatAttributes: ['n', number] };
    expect(scopeSpansOf(encodeOurs([span]))).toEqual(scopeSpansOf(encodeStock([span])));
  },
);

/** An unset status is no status. */
function withoutUnsetStatus(request: DecodedTraceRequest): DecodedTraceRequest {
  const clean = (span: DecodedSpan): DecodedSpan => (span.status?.code === 0 ? { ...span, status: undefined } : span);
  return {
    resourceSpans: request.resourceSpans.map((resourceSpans) => ({
      ...resourceSpans,
      scopeSpans: resourceSpans.scopeSpans.map((scopeSpans) => ({ ...scopeSpans, spans: scopeSpans.spans.map(clean) })),
    })),
  };
}

const anySpans = fc.array(spanWith(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 3 });

test('the decoded requests are the same', () => {
  fc.assert(
    fc.property(anySpans, (records) => {
      const ours = withoutUnsetStatus(decodeTraceRequest(encodeOurs(records)));
      expect(ours).toEqual(withoutUnsetStatus(decodeTraceRequest(encodeStock(records))));
    }),
    { numRuns: 300 },
  );
});

test('the stock JSON is parsed to what the stock protobuf is decoded to', () => {
  fc.assert(
    fc.property(anySpans, (records) => {
      const json = JsonTraceSerializer.serializeRequest(records.map(toReadableSpan)) as Uint8Array;
      const parsed = parseTraceRequestJson(Buffer.from(json).toString());
      expect(parsed).toEqual(decodeTraceRequest(encodeStock(records)));
    }),
    { numRuns: 200 },
  );
});

test('our JSON of the stock protobuf is parsed to the same request', () => {
  fc.assert(
    fc.property(anySpans, (records) => {
      const stock = encodeStock(records);
      const parsed = parseTraceRequestJson(Buffer.from(encodeTracesJson(stock)).toString());
      expect(parsed).toEqual(decodeTraceRequest(stock));
      expect(decodeTraceRequest(encodeTraceRequest(parsed))).toEqual(parsed);
    }),
    { numRuns: 200 },
  );
});
