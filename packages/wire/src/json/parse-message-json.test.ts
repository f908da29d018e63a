import { expect, test } from 'vitest';
import { formatTraceRequestJson, parseTraceRequestJson } from '../otlp/trace-codec.ts';
import type { DecodedSpan } from '../otlp/trace-messages.ts';

function requestOf(span: object): object {
  return { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
}

function parseSpan(span: object): DecodedSpan {
  return parseTraceRequestJson(requestOf(span)).resourceSpans[0].scopeSpans[0].spans[0];
}

test('parses the example of the OTLP repository', () => {
  const example = `{"resourceSpans": [{
    "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "my.service"}}]},
    "scopeSpans": [{
      "scope": {"name": "my.library", "version": "1.0.0",
        "attributes": [{"key": "my.scope.attribute", "value": {"stringValue": "some scope attribute"}}]},
      "spans": [{
        "traceId": "5B8EFFF798038103D269B633813FC60C", "spanId": "EEE19B7EC3C1B174", "parentSpanId": "EEE19B7EC3C1B173",
        "name": "I'm a server span", "startTimeUnixNano": "1544712660000000000",
        "endTimeUnixNano": "1544712661000000000", "kind": 2,
        "attributes": [{"key": "my.span.attr", "value": {"stringValue": "some value"}}]
      }]
    }]
  }]}`;
  const { resource, scopeSpans } = parseTraceRequestJson(example).resourceSpans[0];
  expect(resource?.attributes).toEqual([{ key: 'service.name', value: 'my.service' }]);
  expect(scopeSpans[0].scope).toMatchObject({ name: 'my.library', version: '1.0.0', droppedAttributesCount: 0 });
  expect(scopeSpans[0].spans[0]).toMatchObject({
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    parentSpanId: 'eee19b7ec3c1b173',
    kind: 2,
    startTimeUnixNano: 1_544_712_660_000_000_000n,
    attributes: [{ key: 'my.span.attr', value: 'some value' }],
    status: undefined,
  });
});

test.each<[string, object, object]>([
  ['an unknown name', { nmae: 1, dropped_attributes_count: 3 }, { name: '', droppedAttributesCount: 0 }],
  ['null', { name: null, attributes: null, status: null, kind: null }, { name: '', attributes: [], kind: 0 }],
  ['an empty list', { attributes: [] }, { attributes: [] }],
  ['an integer as text', { endTimeUnixNano: '18446744073709551615' }, { endTimeUnixNano: 2n ** 64n - 1n }],
  ['an integer as a number', { endTimeUnixNano: 1e3 }, { endTimeUnixNano: 1000n }],
  ['a count as text', { droppedLinksCount: '4294967295' }, { droppedLinksCount: 4_294_967_295 }],
  ['an empty id', { parentSpanId: '' }, { parentSpanId: '' }],
])('accepts %s', (_, span, expected) => expect(parseSpan(span)).toMatchObject(expected));

test.each<[string, unknown, unknown]>([
  ['no member', {}, null],
  ['an unknown member', { stringValueStrindex: 1 }, null],
  ['null', { stringValue: null }, null],
  ['text', { stringValue: '' }, ''],
  ['a bool', { boolValue: false }, false],
  ['int text', { intValue: '-9223372036854775808' }, -(2n ** 63n)],
  ['an int', { intValue: -5 }, -5n],
  ['a double', { doubleValue: 5 }, 5],
  ['double text', { doubleValue: '-1.5e3' }, -1500],
  ['NaN', { doubleValue: 'NaN' }, Number.NaN],
  ['infinity', { doubleValue: '-Infinity' }, Number.NEGATIVE_INFINITY],
  ['minus zero', { doubleValue: '-0' }, -0],
  ['bytes', { bytesValue: '+/8=' }, new Uint8Array([0xfb, 0xff])],
  ['bytes for URLs', { bytesValue: '-_8' }, new Uint8Array([0xfb, 0xff])],
  ['an array', { arrayValue: { values: [{ intValue: 1 }, {}] } }, [1n, null]],
  ['an array without values', { arrayValue: {} }, []],
  ['a map', { kvlistValue: { values: [{ key: 'a', value: { boolValue: true } }, {}] } }, { a: true, '': null }],
  ['a map without values', { kvlistValue: { values: null } }, {}],
])('accepts the value %s', (_, value, expected) => {
  expect(parseSpan({ attributes: [{ key: 'k', value }] }).attributes).toEqual([{ key: 'k', value: expected }]);
});

test.each<[string, object]>([
  ['a name that is no text', { name: 1 }],
  ['an enum as text', { kind: 'SPAN_KIND_SERVER' }],
  ['an enum number as text', { kind: '2' }],
  ['an enum that is no integer', { kind: 1.5 }],
  ['an enum above 32 bits', { kind: 2_147_483_648 }],
  ['a count below 0', { droppedLinksCount: -1 }],
  ['a count above 32 bits', { droppedLinksCount: 4_294_967_296 }],
  ['a count that is no integer', { droppedLinksCount: 0.5 }],
  ['a time below 0', { startTimeUnixNano: '-1' }],
  ['a time above 64 bits', { startTimeUnixNano: '18446744073709551616' }],
  ['a time that is no integer', { startTimeUnixNano: '1.5' }],
  ['an empty time', { startTimeUnixNano: '' }],
  ['a very long time', { startTimeUnixNano: '1'.repeat(1000) }],
  ['an id of other letters', { traceId: 'xyz0' }],
  ['an id of half a byte', { traceId: 'abc' }],
  ['an id that is no text', { traceId: 1 }],
  ['attributes that are no list', { attributes: { key: 'a' } }],
  ['an attribute that is no object', { attributes: ['a'] }],
  ['an attribute that is null', { attributes: [null] }],
  ['a value that is no object', { attributes: [{ key: 'k', value: 'text' }] }],
  ['a value of two kinds', { attributes: [{ value: { stringValue: 'a', intValue: 1 } }] }],
  ['an int above 64 bits', { attributes: [{ value: { intValue: '9223372036854775808' } }] }],
  ['an int with a fraction', { attributes: [{ value: { intValue: 1.5 } }] }],
  ['a bool as text', { attributes: [{ value: { boolValue: 'true' } }] }],
  ['a double that is no number', { attributes: [{ value: { doubleValue: '0x10' } }] }],
  ['an empty double', { attributes: [{ value: { doubleValue: '' } }] }],
  ['bytes that are no base64', { attributes: [{ value: { bytesValue: 'a*b' } }] }],
  ['an array that is a list', { attributes: [{ value: { arrayValue: [] } }] }],
  ['array values that are no list', { attributes: [{ value: { arrayValue: { values: {} } } }] }],
  ['a map entry that is no object', { attributes: [{ value: { kvlistValue: { values: [1] } } }] }],
  ['a map key that is no text', { attributes: [{ value: { kvlistValue: { values: [{ key: 1 }] } } }] }],
  ['a status that is a list', { status: [] }],
])('refuses %s', (_, span) => {
  const wrong = expect.objectContaining({ name: 'WireError', code: 'TL_WIRE_JSON' });
  expect(() => parseSpan(span)).toThrow(wrong);
  expect(() => parseTraceRequestJson(JSON.stringify(requestOf(span)))).toThrow(wrong);
});

test.each(['', '{', '[]', 'null', '1', '"text"', '{"resourceSpans": {}}', '{"resourceSpans": [1]}', '{}x'])(
  'refuses the text %s',
  (text) => expect(() => parseTraceRequestJson(text)).toThrow(expect.objectContaining({ code: 'TL_WIRE_JSON' })),
);

test('the error names the field, what was there and what is needed', () => {
  expect(() => parseSpan({ kind: 'SPAN_KIND_SERVER' })).toThrow(
    'cannot parse kind: got "SPAN_KIND_SERVER", need the number of an enum value',
  );
  expect(() => parseSpan({ name: ['x'.repeat(1000)] })).toThrow(/^.{1,100}$/);
});

test('names of Object.prototype are no fields', () => {
  const text = '{"resourceSpans":[{"__proto__":{"schemaUrl":"x"},"constructor":1}]}';
  expect(parseTraceRequestJson(text).resourceSpans[0].schemaUrl).toBe('');
});

test('formats ids as hex, 64-bit integers as text, enums as numbers, and leaves zeros out', () => {
  const span = { traceId: 'AB', kind: 2, startTimeUnixNano: '1', status: {}, attributes: [{ key: 'n', value: {} }] };
  const json = JSON.parse(formatTraceRequestJson(parseTraceRequestJson(requestOf(span))));
  expect(json).toEqual(
    requestOf({
      traceId: 'ab',
      kind: 2,
      startTimeUnixNano: '1',
      status: {},
      attributes: [{ key: 'n' }],
    }),
  );
});
