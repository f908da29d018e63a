import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageOf } from '../fixtures/arbitraries.ts';
import { decodeMessage } from '../protobuf/decode-message.ts';
import { encodeMessage } from '../protobuf/encode-message.ts';
import type { MessageType } from '../protobuf/message-type.ts';
import { formatMessageJson } from '../json/format-message-json.ts';
import { parseMessageJson } from '../json/parse-message-json.ts';
import { LOGS_REQUEST } from './logs-messages.ts';
import { METRICS_REQUEST } from './metrics-messages.ts';
import {
  decodeTraceRequest,
  encodeTraceRequest,
  formatTraceRequestJson,
  parseTraceRequestJson,
} from './trace-codec.ts';
import { TRACE_REQUEST } from './trace-messages.ts';
import type { DecodedTraceRequest } from './trace-messages.ts';

function checkRoundTrips<T extends object>(type: MessageType<T>): void {
  fc.assert(
    fc.property(messageOf(type), (request) => {
      const bytes = encodeMessage(request, type);
      expect(decodeMessage(bytes, type)).toEqual(request);
      const text = formatMessageJson(request, type);
      expect(parseMessageJson(text, type)).toEqual(request);
      expect(parseMessageJson(JSON.parse(text), type)).toEqual(request);
    }),
    { numRuns: 100 },
  );
}

test('any trace request comes back from protobuf and from JSON', () => checkRoundTrips(TRACE_REQUEST));
test('any logs request comes back from protobuf and from JSON', () => checkRoundTrips(LOGS_REQUEST));
test('any metrics request comes back from protobuf and from JSON', () => checkRoundTrips(METRICS_REQUEST));

/** Field `number` of wire type 2 with this content, as hex. */
function field(number: number, content: string): string {
  const bytes = Buffer.from(content, 'hex');
  expect(bytes.length).toBeLessThan(128);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]).toString('hex');
}

/** A request whose only span has these fields. */
function requestOf(span: string): Uint8Array {
  return Buffer.from(field(1, field(2, field(2, span))), 'hex');
}

function decodeSpan(span: string): object {
  return decodeTraceRequest(requestOf(span)).resourceSpans[0].scopeSpans[0].spans[0];
}

function attribute(value: string): string {
  return field(9, field(1, '6b') + field(2, value));
}

test.each<[string, string, object]>([
  ['unknown fields of every wire type', 'f83f01f93f0000000000000000fa3f0161fd3f00000000', { name: '' }],
  ['a known field of another wire type', '28012d00000000', { name: '' }],
  ['the last of several', field(5, '61') + field(5, '62'), { name: 'b' }],
  ['text that is not UTF-8', field(5, 'ff'), { name: '\ufffd' }],
  ['a negative enum', '30ffffffffffffffffff01', { kind: -1 }],
  ['a 32-bit number of 64 bits', '50ffffffffffffffffff01', { droppedAttributesCount: 0xffff_ffff }],
  ['an id of another length', field(1, 'abcd'), { traceId: 'abcd' }],
  ['the last of a oneof', attribute('0a01611005'), { attributes: [{ key: 'k', value: true }] }],
  ['an empty value', attribute(''), { attributes: [{ key: 'k', value: null }] }],
  ['no value', field(9, field(1, '6b')), { attributes: [{ key: 'k', value: null }] }],
  ['a value of profiles', attribute('4005'), { attributes: [{ key: 'k', value: null }] }],
  ['a map without keys', attribute('32020a00'), { attributes: [{ key: 'k', value: { '': null } }] }],
  ['a bool of 64 bits', attribute('108080808010'), { attributes: [{ key: 'k', value: true }] }],
  ['lengths and tags longer than needed', 'aa00810061', { name: 'a' }],
])('decodes %s', (_, span, expected) => expect(decodeSpan(span)).toMatchObject(expected));

test('packed and single numbers are the same list', () => {
  const type = METRICS_REQUEST;
  const points = (numbers: string): Uint8Array =>
    Buffer.from(field(1, field(2, field(2, field(9, field(1, numbers))))), 'hex');
  const one = '0100000000000000';
  const two = '0200000000000000';
  const countsOf = (numbers: string): readonly bigint[] | undefined =>
    decodeMessage(points(numbers), type).resourceMetrics[0].scopeMetrics[0].metrics[0].histogram?.dataPoints[0]
      .bucketCounts;
  expect(countsOf(field(6, one + two))).toEqual([1n, 2n]);
  expect(countsOf(`31${one}31${two}`)).toEqual([1n, 2n]);
  expect(countsOf(`31${one}${field(6, two)}`)).toEqual([1n, 2n]);
  expect(countsOf(field(6, ''))).toEqual([]);
  expect(() => countsOf(field(6, one + '00'))).toThrow(expect.objectContaining({ code: 'TL_WIRE_TRUNCATED' }));
});

test.each([
  ['truncated length', 'TL_WIRE_TRUNCATED', '2a05616263'],
  ['truncated fixed64', 'TL_WIRE_TRUNCATED', '3900'],
  ['truncated varint', 'TL_WIRE_TRUNCATED', '3080'],
  ['field number 0', 'TL_WIRE_MALFORMED', '0001'],
  ['a group', 'TL_WIRE_MALFORMED', '2b2c'],
  ['wire type 7', 'TL_WIRE_MALFORMED', '2f'],
  ['a varint of 11 bytes', 'TL_WIRE_MALFORMED', '30ffffffffffffffffffff01'],
])('refuses %s', (_, code, span) => {
  expect(() => decodeSpan(span)).toThrow(expect.objectContaining({ name: 'WireError', code }));
});

function nestedArrays(depth: number): DecodedTraceRequest {
  let value: unknown = 'core';
  for (let level = 0; level < depth; level++) value = [value];
  const span = { ...decodeSpan(''), attributes: [{ key: 'k', value }] };
  return {
    resourceSpans: [
      { resource: undefined, scopeSpans: [{ scope: undefined, spans: [span], schemaUrl: '' }], schemaUrl: '' },
    ],
  } as unknown as DecodedTraceRequest;
}

// Request, ResourceSpans, ScopeSpans, Span, KeyValue, AnyValue: 6, and 2 for each array: 13 arrays make 32.
test('messages nest 32 deep and no deeper, in protobuf and in JSON', () => {
  const within = nestedArrays(13);
  expect(decodeTraceRequest(encodeTraceRequest(within))).toEqual(within);
  expect(parseTraceRequestJson(formatTraceRequestJson(within))).toEqual(within);
  const above = nestedArrays(14);
  const nesting = expect.objectContaining({ code: 'TL_WIRE_NESTING' });
  expect(() => decodeTraceRequest(encodeTraceRequest(above))).toThrow(nesting);
  expect(() => parseTraceRequestJson(formatTraceRequestJson(above))).toThrow(nesting);
  expect(decodeTraceRequest(encodeTraceRequest(above), { maxNesting: 34 })).toEqual(above);
});

test('elements are counted, in protobuf and in JSON', () => {
  const bytes = Buffer.alloc(2 * 99);
  for (let index = 0; index < 99; index++) bytes[2 * index] = 0x0a;
  expect(decodeTraceRequest(bytes, { maxElements: 100 }).resourceSpans).toHaveLength(99);
  const limit = expect.objectContaining({ code: 'TL_WIRE_LIMIT' });
  expect(() => decodeTraceRequest(bytes, { maxElements: 99 })).toThrow(limit);
  const json = { resourceSpans: Array.from({ length: 99 }, () => ({})) };
  expect(parseTraceRequestJson(json, { maxElements: 100 }).resourceSpans).toHaveLength(99);
  expect(() => parseTraceRequestJson(json, { maxElements: 99 })).toThrow(limit);
});

test('a map with the key __proto__ is a map with that key', () => {
  const pair = field(1, Buffer.from('__proto__').toString('hex')) + field(2, '1801');
  const span = decodeSpan(attribute(field(6, field(1, pair)))) as { attributes: { value: object }[] };
  const [{ value: map }] = span.attributes;
  expect(Object.entries(map)).toEqual([['__proto__', 1n]]);
});
