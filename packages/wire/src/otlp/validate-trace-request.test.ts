import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageOf } from '../fixtures/arbitraries.ts';
import { EVENT, LINK, SPAN } from '../fixtures/records.ts';
import { Chunk } from '../protobuf/chunk.ts';
import { appendSpan } from './append-span.ts';
import type { TraceRequestLimits } from './message-walk.ts';
import { removeItems } from './remove-items.ts';
import type { SpanRecord } from './span-record.ts';
import { decodeTraceRequest, encodeTraceRequest } from './trace-codec.ts';
import { TRACE_REQUEST } from './trace-messages.ts';
import { encodeResource, encodeScope, joinTraceRequest } from './trace-request.ts';
import { validateTraceRequest } from './validate-trace-request.ts';

type Spans = readonly (Partial<SpanRecord> | Uint8Array)[];

/** The spans of one scope. Bytes are taken as they are: a whole field of ScopeSpans. */
function encodeSpans(spans: Spans): Uint8Array {
  const chunk = new Chunk();
  for (const span of spans) {
    if (span instanceof Uint8Array) {
      chunk.reserve(span.length);
      chunk.bytes.set(span, chunk.length);
      chunk.closeAt(chunk.length + span.length);
    } else appendSpan(chunk, { ...SPAN, ...span });
  }
  return chunk.written();
}

function requestOf(...scopes: Spans[]): Uint8Array {
  const header = encodeScope({ name: 'scope', attributes: ['a', 1] });
  return joinTraceRequest(
    encodeResource(['service.name', 'shop']),
    scopes.map((spans) => ({ header, spans: encodeSpans(spans) })),
  );
}

/** A span of these fields alone, as hex. */
function rawSpan(hex: string): Uint8Array {
  const content = Buffer.from(hex, 'hex');
  return Buffer.concat([Buffer.from([0x12, content.length]), content]);
}

const IDS = '0a100102030405060708090a0b0c0d0e0f101208a1a2a3a4a5a6a7a8';

function faultsOf(spans: Spans, limits?: TraceRequestLimits): string[] {
  const report = validateTraceRequest(requestOf(spans), limits);
  expect(report.spanCount).toBe(spans.length);
  return report.rejected.map(({ fault }) => fault);
}

test('an empty request, and one of several resources', () => {
  expect(validateTraceRequest(new Uint8Array(0))).toEqual({ spanCount: 0, rejected: [] });
  const twice = Buffer.concat([requestOf([{}], [{}, {}]), requestOf([{}])]);
  expect(validateTraceRequest(twice)).toEqual({ spanCount: 4, rejected: [] });
});

test.each([
  ['a span with ids alone', IDS, []],
  ['unknown fields', `${IDS}c03e05`, []],
  ['an empty parent', `${IDS}2200`, []],
  ['all zeros in the parent', `${IDS}22080000000000000000`, []],
  ['no ids', '', ['trace-id']],
  ['no trace id', IDS.slice(36), ['trace-id']],
  ['no span id', IDS.slice(0, 36), ['span-id']],
  ['a trace id of 15 bytes', `0a0f${'11'.repeat(15)}${IDS.slice(36)}`, ['trace-id']],
  ['a trace id of 17 bytes', `0a11${'11'.repeat(17)}${IDS.slice(36)}`, ['trace-id']],
  ['a trace id of zeros', `0a10${'00'.repeat(16)}${IDS.slice(36)}`, ['trace-id']],
  ['a trace id of 8 bytes', `0a08${'11'.repeat(8)}${IDS.slice(36)}`, ['trace-id']],
  ['a trace id that is hex text', `0a20${'31'.repeat(32)}${IDS.slice(36)}`, ['trace-id']],
  ['a span id of 7 bytes', `${IDS.slice(0, 36)}1207${'11'.repeat(7)}`, ['span-id']],
  ['a span id of 9 bytes', `${IDS.slice(0, 36)}1209${'11'.repeat(9)}`, ['span-id']],
  ['a span id of zeros', `${IDS.slice(0, 36)}1208${'00'.repeat(8)}`, ['span-id']],
  ['a second trace id that is bad', `${IDS}0a00`, ['trace-id']],
  ['a parent of 7 bytes', `${IDS}2207${'11'.repeat(7)}`, ['parent-span-id']],
  ['a parent of 9 bytes', `${IDS}2209${'11'.repeat(9)}`, ['parent-span-id']],
  ['a name that is a number', `${IDS}2805`, ['wire-type']],
  ['a kind that is text', `${IDS}320161`, ['wire-type']],
  ['flags that are a varint', `${IDS}800105`, ['wire-type']],
  ['an event with a wrong name', `${IDS}5a021005`, ['wire-type']],
  ['a link without ids', `${IDS}6a00`, ['link-id']],
  ['a link with ids', `${IDS}6a1c${IDS}`, []],
  ['a link with half of its ids', `${IDS}6a12${IDS.slice(0, 36)}`, ['link-id']],
  ['a link with a short span id', `${IDS}6a1b${IDS.slice(0, 36)}1207${'11'.repeat(7)}`, ['link-id']],
  ['a status with a code that is text', `${IDS}7a031a0161`, ['wire-type']],
  ['a key that is a number', `${IDS}4a020805`, ['wire-type']],
  ['a value that is a number', `${IDS}4a021005`, ['wire-type']],
  ['an int that is text', `${IDS}4a0512031a0161`, ['wire-type']],
  ['an array element that is a number', `${IDS}4a0612042a020805`, ['wire-type']],
  ['a value of profiles', `${IDS}4a0412024005`, []],
])('%s', (_, span, expected) => expect(faultsOf([rawSpan(span)])).toEqual(expected));

const nestedIn = (depth: number): unknown => (depth === 0 ? 1 : [nestedIn(depth - 1)]);

test.each<[string, Spans, Spans, TraceRequestLimits]>([
  ['nesting', [{ flatAttributes: ['a', nestedIn(7)] }], [{ flatAttributes: ['a', nestedIn(8)] }], { maxNesting: 20 }],
  [
    'attribute-count',
    [{ flatAttributes: ['a', 1, 'b', 2] }],
    [{ flatAttributes: ['a', 1, 'b', 2, 'c', 3] }],
    { maxAttributes: 2 },
  ],
  [
    'attribute-count',
    [{ eventRecords: [{ ...EVENT, attributes: ['a', 1] }] }],
    [{ eventRecords: [{ ...EVENT, attributes: ['a', 1, 'b', 2] }] }],
    { maxAttributes: 1 },
  ],
  [
    'attribute-count',
    [{ linkRecords: [{ ...LINK, attributes: ['a', 1] }] }],
    [{ linkRecords: [{ ...LINK, attributes: ['a', 1, 'b', 2] }] }],
    { maxAttributes: 1 },
  ],
  [
    'element-count',
    [{ flatAttributes: ['a', [1, 2, 3], 'b', { c: [1, 2] }] }],
    [{ flatAttributes: ['a', [1, 2, 3], 'b', { c: [1, 2, 3] }] }],
    { maxElements: 3 },
  ],
  ['event-count', [{ eventRecords: [EVENT] }], [{ eventRecords: [EVENT, EVENT] }], { maxEvents: 1 }],
  ['link-count', [{ linkRecords: [LINK] }], [{ linkRecords: [LINK, LINK] }], { maxLinks: 1 }],
  ['name-length', [{ name: 'x'.repeat(20) }], [{ name: 'x'.repeat(21) }], { maxNameBytes: 20 }],
  [
    'name-length',
    [{ flatAttributes: ['x'.repeat(20), 1] }],
    [{ flatAttributes: ['x'.repeat(21), 1] }],
    { maxNameBytes: 20 },
  ],
  [
    'text-length',
    [{ flatAttributes: ['a', 'x'.repeat(200)] }],
    [{ flatAttributes: ['a', 'x'.repeat(201)] }],
    { maxTextBytes: 200 },
  ],
  [
    'text-length',
    [{ flatAttributes: ['a', new Uint8Array(200)] }],
    [{ flatAttributes: ['a', new Uint8Array(201)] }],
    { maxTextBytes: 200 },
  ],
  [
    'text-length',
    [{ statusCode: 2, statusMessage: 'x'.repeat(200) }],
    [{ statusCode: 2, statusMessage: 'x'.repeat(201) }],
    { maxTextBytes: 200 },
  ],
])('the limit of %s: accepted at it, rejected above it', (fault, accepted, rejected, limits) => {
  expect(faultsOf(accepted, limits)).toEqual([]);
  expect(faultsOf(rejected, limits)).toEqual([fault]);
});

test('a limit given as undefined is the default', () => {
  expect(faultsOf([{ name: 'x'.repeat(4097) }], { maxNameBytes: undefined })).toEqual(['name-length']);
  expect(faultsOf([{ name: 'x'.repeat(4096) }], { maxNameBytes: undefined })).toEqual([]);
});

test('each span, event and link is counted on its own', () => {
  const span = {
    flatAttributes: ['a', [1, 2], 'b', [3, 4]],
    eventRecords: [EVENT, { ...EVENT, attributes: ['a', 1, 'b', 2] }],
    linkRecords: [LINK, { ...LINK, attributes: ['a', 1, 'b', 2] }],
  };
  const limits = { maxAttributes: 2, maxElements: 2, maxEvents: 2, maxLinks: 2 };
  expect(faultsOf([span, span, span], limits)).toEqual([]);
});

test('a fault in one span does not pass to the next', () => {
  const bad = rawSpan(IDS.slice(36));
  expect(faultsOf([{}, bad, {}, bad])).toEqual(['trace-id', 'trace-id']);
});

test.each<[string, Uint8Array, string]>([
  ['text', Buffer.from('hello world'), 'TL_WIRE_MALFORMED'],
  ['JSON', Buffer.from('{"resourceSpans":[]}'), 'TL_WIRE_MALFORMED'],
  ['a request cut in the middle', requestOf([{}]).subarray(0, -1), 'TL_WIRE_TRUNCATED'],
  ['a resource of another wire type', Buffer.from('0a020805', 'hex'), 'TL_WIRE_MALFORMED'],
  ['a group', Buffer.from('0b0c', 'hex'), 'TL_WIRE_MALFORMED'],
  ['a span with a length above its scope', requestOf([Buffer.from('12ff01', 'hex')]), 'TL_WIRE_TRUNCATED'],
  ['a span with a truncated attribute', requestOf([rawSpan(`${IDS}4a7f`)]), 'TL_WIRE_TRUNCATED'],
  ['a span with a truncated number', requestOf([rawSpan(`${IDS}3080`)]), 'TL_WIRE_TRUNCATED'],
])('refuses %s', (_, bytes, code) => {
  expect(() => validateTraceRequest(bytes)).toThrow(expect.objectContaining({ name: 'WireError', code }));
});

test('refuses too many spans, and resources and scopes above the limits', () => {
  const limit = expect.objectContaining({ code: 'TL_WIRE_LIMIT' });
  const two = requestOf([{}, {}]);
  expect(validateTraceRequest(two, { maxSpans: 2 }).spanCount).toBe(2);
  expect(() => validateTraceRequest(two, { maxSpans: 1 })).toThrow(limit);
  const header = encodeScope({ name: 'scope' });
  const resource = encodeResource(['a', 1, 'b', 2]);
  const request = joinTraceRequest(resource, [{ header, spans: new Uint8Array(0) }]);
  expect(validateTraceRequest(request, { maxAttributes: 2, maxNameBytes: 5 }).spanCount).toBe(0);
  expect(() => validateTraceRequest(request, { maxAttributes: 1 })).toThrow(limit);
  expect(() => validateTraceRequest(request, { maxNameBytes: 4 })).toThrow(limit);
  const nesting = expect.objectContaining({ code: 'TL_WIRE_NESTING' });
  expect(() => validateTraceRequest(request, { maxNesting: 4 })).toThrow(nesting);
});

const bad = rawSpan(IDS.slice(36));

test.each<[string, Spans[], Spans[]]>([
  ['the only span', [[bad]], [[]]],
  ['the first', [[bad, {}]], [[{}]]],
  ['the last', [[{}, bad]], [[{}]]],
  ['neighbours', [[{}, bad, bad, {}]], [[{}, {}]]],
  ['spans of several scopes', [[bad, {}], [{}], [{}, bad]], [[{}], [{}], [{}]]],
  ['a long span', [[{ name: 'x'.repeat(20_000) }, { name: 'y' }]], [[{ name: 'y' }]]],
  ['none', [[{}, {}]], [[{}, {}]]],
])('removes %s', (_, before, after) => {
  const bytes = requestOf(...before);
  const { rejected } = validateTraceRequest(bytes);
  expect(Buffer.from(removeItems(bytes, rejected)).equals(requestOf(...after))).toBe(true);
});

test('what is removed from any request is what was rejected, and nothing else changes', () => {
  fc.assert(
    fc.property(messageOf(TRACE_REQUEST), (request) => {
      const bytes = encodeTraceRequest(request);
      const report = validateTraceRequest(bytes, { maxNameBytes: 20_000 });
      const rejected = new Set(report.rejected.map(({ start }) => start));
      const kept = decodeTraceRequest(removeItems(bytes, report.rejected));
      expect(validateTraceRequest(encodeTraceRequest(kept), { maxNameBytes: 20_000 })).toEqual({
        spanCount: report.spanCount - rejected.size,
        rejected: [],
      });
      const isGood = ({ traceId, spanId }: { traceId: string; spanId: string }): boolean =>
        traceId.length === 32 && spanId.length === 16;
      for (const [index, { scopeSpans }] of request.resourceSpans.entries()) {
        expect(kept.resourceSpans[index].scopeSpans.map(({ scope }) => scope)).toEqual(
          scopeSpans.map(({ scope }) => scope),
        );
        for (const [at, { spans }] of scopeSpans.entries()) {
          const names = kept.resourceSpans[index].scopeSpans[at].spans.map(({ name }) => name);
          expect(spans.filter(isGood).map(({ name }) => name)).toEqual(expect.arrayContaining(names));
        }
      }
    }),
    { numRuns: 150 },
  );
});
