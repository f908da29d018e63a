import type { AttributeValue, Span } from '@throughline/hub';
import { expect, test } from 'vitest';
import { toTraceRequest } from './otlp-json.ts';

const plain: Span = {
  traceId: 'ab'.repeat(16),
  spanId: '0123456789abcdef',
  parentSpanId: '',
  name: 'GET /',
  service: 'web',
  kind: 'server',
  status: 'unset',
  statusMessage: '',
  startUnixNano: '1790000000123456789',
  durationNs: 1_000_000_001,
  attributes: {},
  events: [],
  links: [],
  resource: {},
  scope: { name: 'http', version: '', attributes: {} },
  traceState: '',
  flags: 0,
  dropped: { attributes: 0, events: 0, links: 0 },
};

/** As it is written, without members that are `undefined`. */
function written(...spans: readonly Span[]): unknown {
  return JSON.parse(JSON.stringify(toTraceRequest(spans)));
}

test('a span with nothing: only what is required is written', () => {
  expect(written(plain)).toEqual({
    resourceSpans: [
      {
        resource: {},
        scopeSpans: [
          {
            scope: { name: 'http' },
            spans: [
              {
                traceId: 'ab'.repeat(16),
                spanId: '0123456789abcdef',
                name: 'GET /',
                kind: 2,
                startTimeUnixNano: '1790000000123456789',
                endTimeUnixNano: '1790000001123456790',
                status: {},
              },
            ],
          },
        ],
      },
    ],
  });
});

test('a span with everything', () => {
  const link = {
    traceId: 'cd'.repeat(16),
    spanId: 'fedcba9876543210',
    traceState: 'a=b',
    attributes: { why: 'retry' },
  };
  const request = written({
    ...plain,
    parentSpanId: '1111111111111111',
    kind: 'consumer',
    status: 'error',
    statusMessage: 'no',
    attributes: { a: 'x' },
    events: [{ timeUnixNano: '1790000000123456790', name: 'exception', attributes: { 'exception.type': 'E' } }],
    links: [link],
    resource: { 'service.name': 'web' },
    scope: { name: 'http', version: '1.2.3', attributes: { s: true } },
    traceState: 'c=d',
    flags: 257,
    dropped: { attributes: 1, events: 2, links: 3 },
  });
  expect(request).toEqual({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
        scopeSpans: [
          {
            scope: { name: 'http', version: '1.2.3', attributes: [{ key: 's', value: { boolValue: true } }] },
            spans: [
              {
                traceId: 'ab'.repeat(16),
                spanId: '0123456789abcdef',
                parentSpanId: '1111111111111111',
                traceState: 'c=d',
                flags: 257,
                name: 'GET /',
                kind: 5,
                startTimeUnixNano: '1790000000123456789',
                endTimeUnixNano: '1790000001123456790',
                attributes: [{ key: 'a', value: { stringValue: 'x' } }],
                droppedAttributesCount: 1,
                events: [
                  {
                    timeUnixNano: '1790000000123456790',
                    name: 'exception',
                    attributes: [{ key: 'exception.type', value: { stringValue: 'E' } }],
                  },
                ],
                droppedEventsCount: 2,
                links: [{ ...link, attributes: [{ key: 'why', value: { stringValue: 'retry' } }] }],
                droppedLinksCount: 3,
                status: { code: 2, message: 'no' },
              },
            ],
          },
        ],
      },
    ],
  });
});

const VALUES: readonly (readonly [AttributeValue, object])[] = [
  ['', { stringValue: '' }],
  ['5', { stringValue: '5' }],
  [false, { boolValue: false }],
  [0, { intValue: '0' }],
  [-5, { intValue: '-5' }],
  [2 ** 53 - 1, { intValue: '9007199254740991' }],
  [2 ** 53, { doubleValue: 2 ** 53 }],
  [0.5, { doubleValue: 0.5 }],
  [null, {}],
  [[], { arrayValue: {} }],
  [['a', 1, null], { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }, {}] } }],
  [{}, { kvlistValue: {} }],
  [{ a: { b: 1 } }, { kvlistValue: { values: [{ key: 'a', value: nested('b') }] } }],
];

function nested(key: string): object {
  return { kvlistValue: { values: [{ key, value: { intValue: '1' } }] } };
}

test.each(VALUES)('%j', (value, expected) =>
  expect(written({ ...plain, attributes: { a: value } })).toMatchObject({
    resourceSpans: [{ scopeSpans: [{ spans: [{ attributes: [{ key: 'a', value: expected }] }] }] }],
  }),
);

test('spans of one resource and scope stand together', () => {
  const other = { ...plain, resource: { 'service.name': 'api' } };
  const scoped = { ...plain, scope: { name: 'pg', version: '', attributes: {} } };
  expect(written(plain, other, scoped, plain)).toMatchObject({
    resourceSpans: [
      {
        scopeSpans: [
          { scope: { name: 'http' }, spans: [{}, {}] },
          { scope: { name: 'pg' }, spans: [{}] },
        ],
      },
      { resource: { attributes: [{ key: 'service.name' }] }, scopeSpans: [{ spans: [{}] }] },
    ],
  });
});
