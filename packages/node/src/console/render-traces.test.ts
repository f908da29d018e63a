import { stripVTControlCharacters } from 'node:util';
import type { DecodedAttribute, DecodedEvent, DecodedSpan, DecodedValue } from '@throughline/wire/decode';
import { describe, expect, it } from 'vitest';
import { createSpan } from '../export/fixtures/create-batch.ts';
import { widthOf } from './plain-text.ts';
import { renderTraces } from './render-traces.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const BASE = 1_800_000_000_000_000_000n;
const REMOTE = 0x301;

interface Short extends Partial<DecodedSpan> {
  /** Start and end in microseconds after the trace's. */
  readonly time?: readonly [number, number];
}

function span({ time = [0, 1000], ...fields }: Short): DecodedSpan {
  const [start, end] = time.map((micros) => BASE + BigInt(micros) * 1000n);
  return createSpan({ traceId: TRACE, startTimeUnixNano: start, endTimeUnixNano: end, ...fields });
}

function attributes(values: Record<string, DecodedValue>): DecodedAttribute[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function event(name: string, micros: number, values: Record<string, DecodedValue> = {}): DecodedEvent {
  const timeUnixNano = BASE + BigInt(micros) * 1000n;
  return { name, timeUnixNano, attributes: attributes(values), droppedAttributesCount: 0 };
}

function of(service: string, spans: readonly DecodedSpan[]) {
  const resource = { attributes: attributes({ 'service.name': service }), droppedAttributesCount: 0 };
  return { resource, scopeSpans: [{ scope: undefined, spans, schemaUrl: '' }], schemaUrl: '' };
}

/** The lines of what is rendered, without those of the frame. */
function lines(spans: readonly DecodedSpan[], width?: number): string[] {
  return renderTraces([of('shop', spans)], { width })
    .trimEnd()
    .split('\n');
}

describe('a trace of several services', () => {
  const cli = [
    span({ spanId: '01', name: 'order 7', time: [0, 42_100] }),
    span({
      spanId: '02',
      parentSpanId: '01',
      name: 'GET',
      kind: 3,
      time: [1000, 41_000],
      attributes: attributes({ 'server.address': 'shop', 'http.response.status_code': 500n }),
      status: { code: 2, message: '' },
    }),
  ];
  const shop = [
    span({
      spanId: '05',
      parentSpanId: '03',
      name: 'POST',
      kind: 3,
      time: [5000, 36_000],
      status: { code: 2, message: 'connect ECONNREFUSED' },
      events: [
        event('retry', 6000, { attempt: 2n }),
        event('exception', 9000, { 'exception.type': 'Error', 'exception.message': 'connect ECONNREFUSED' }),
      ],
    }),
    span({ spanId: '04', parentSpanId: '03', name: 'check stock', time: [4000, 4500] }),
    span({ spanId: '03', parentSpanId: '02', flags: REMOTE, name: 'GET /orders/:id', kind: 2, time: [3000, 39_000] }),
  ];

  it('is one tree, in the order of time', () => {
    expect(renderTraces([of('shop', shop), of('cli', cli)])).toBe(`\
trace 4bf92f3577b34da6a3ce929d0e0e4736  5 spans  2 services  42.1 ms
└─ order 7                  42.1 ms  internal  cli
   └─ GET                     40 ms  client    cli   ✗
      │  http.response.status_code=500 server.address=shop
      └─ GET /orders/:id      36 ms  server    shop
         ├─ check stock      500 µs  internal  shop
         └─ POST              31 ms  client    shop  ✗
               • retry  +1 ms  attempt=2
               ✗ Error: connect ECONNREFUSED  +4 ms
`);
  });

  it('has colours only on demand', () => {
    const plain = renderTraces([of('shop', shop), of('cli', cli)]);
    const coloured = renderTraces([of('shop', shop), of('cli', cli)], { color: true });
    expect(plain).not.toContain('\x1b');
    expect(coloured).toContain('\x1b[31m✗');
    expect(stripVTControlCharacters(coloured).replace(/ +$/gm, '')).toBe(plain);
  });

  it('stands in the order of its begin among others', () => {
    const earlier = span({ traceId: '0'.repeat(31) + '1', name: 'first', time: [-5, 0] });
    const text = renderTraces([of('shop', shop), of('other', [earlier])]);
    expect(text.match(/^trace .*$/gm)?.map((line) => line.slice(6, 8))).toEqual(['00', '4b']);
    expect(text).toContain('shop  ✗\n');
    expect(text.split('\n\n')).toHaveLength(2);
  });
});

describe('parents that are not here', () => {
  it('are told apart: not received, or in another process', () => {
    const spans = [
      span({ name: 'late', parentSpanId: 'aa', time: [1, 2] }),
      span({ name: 'later', parentSpanId: 'aa', time: [2, 3] }),
      span({ name: 'POST /x', parentSpanId: 'bb', flags: REMOTE, kind: 2, time: [3, 4] }),
    ];
    expect(lines(spans).slice(1)).toEqual([
      '├─ … parent aa not received',
      '│  ├─ late             1 µs  internal  shop',
      '│  └─ later            1 µs  internal  shop',
      '└─ … parent bb in another process',
      '   └─ POST /x          1 µs  server    shop',
    ]);
  });

  it('are cut out of a circle', () => {
    const spans = [
      span({ spanId: 'a1', parentSpanId: 'a2', name: 'one', time: [0, 9] }),
      span({ spanId: 'a2', parentSpanId: 'a1', name: 'two', time: [1, 9] }),
      span({ spanId: 'a3', parentSpanId: 'a3', name: 'own', time: [2, 9] }),
    ];
    const text = lines(spans).join('\n');
    expect(text.match(/one|two|own/g)).toEqual(['one', 'two', 'own']);
    expect(text).toContain('   └─ two');
  });

  it('of spans that share an id are found', () => {
    const spans = [
      span({ spanId: 'a1', name: 'one', time: [0, 9] }),
      span({ spanId: 'a1', name: 'double', time: [1, 9] }),
      span({ spanId: 'a2', parentSpanId: 'a1', name: 'child', time: [2, 9] }),
    ];
    expect(
      lines(spans)
        .slice(1)
        .map((line) => line.slice(0, 12).trimEnd()),
    ).toEqual(['├─ one', '│  └─ child', '└─ double']);
  });
});

describe('what a span says', () => {
  it.each([
    ['an error with a message', { status: { code: 2, message: 'boom' } }, '✗ boom'],
    ['an error without a message', { status: { code: 2, message: '' } }, 'shop  ✗'],
    ['success', { status: { code: 1, message: '' } }, 'shop'],
    ['an unknown kind', { kind: 9 }, '1 ms    shop'],
    ['a name that would clear the screen', { name: '\x1b[2Jx' }, '└─ \\e[2Jx'],
    ['a message of several lines', { status: { code: 2, message: 'a\nb' } }, '✗ a\\nb'],
  ])('%s', (_name, fields, expected) => {
    expect(lines([span(fields)])[1]).toContain(expected);
    expect(lines([span(fields)])).toHaveLength(2);
  });

  it('includes an exception whose message differs from the status', () => {
    const events = [event('exception', 1, { 'exception.type': 'TypeError' })];
    const text = lines([span({ events, status: { code: 2, message: 'failed' } })]);
    expect(text[1]).toMatch(/✗ failed$/);
    expect(text[2].trim()).toBe('✗ TypeError  +1 µs');
  });

  it('has a message that is too long for its line on the next', () => {
    const long = 'x'.repeat(70);
    const text = lines([span({ attributes: attributes({ a: 1n }), status: { code: 2, message: long } })]);
    expect(text[1]).toContain(`✗ ${long}`);
    const narrow = lines([span({ attributes: attributes({ a: 1n }), status: { code: 2, message: long } })], 80);
    expect(narrow[1]).toMatch(/shop {2}✗$/);
    expect(narrow.slice(2).map((line) => line.trim())).toEqual([`✗ ${long}`, 'a=1']);
  });

  it('includes twenty events', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => event(`e${index}`, index));
    expect(
      lines([span({ events: twenty })])
        .at(-1)
        ?.trim(),
    ).toBe('• e19  +19 µs');
    const more = lines([span({ events: [...twenty, event('e20', 20)] })]);
    expect(more.at(-1)?.trim()).toBe('… 1 more events');
    expect(more).toHaveLength(23);
  });

  it.each([80, 100, 200])('fits %i columns', (width) => {
    const long = 'x'.repeat(300);
    const text = lines(
      [
        span({ spanId: '01', name: long, attributes: attributes({ [long]: long, a: 'b'.repeat(50), c: long }) }),
        span({
          parentSpanId: '01',
          name: '日本'.repeat(100),
          status: { code: 2, message: long },
          events: [event('exception', 1, { 'exception.message': `${long}!` }), event(long, 2, { [long]: 1n })],
        }),
      ],
      width,
    );
    for (const line of text) expect(widthOf(line)).toBeLessThanOrEqual(width);
  });
});

describe('a large trace', () => {
  it('as a chain of thousands is shown without end of stack or width', () => {
    const id = (index: number): string => index.toString(16).padStart(16, '0');
    const chain = Array.from({ length: 5000 }, (_, index) =>
      span({
        spanId: id(index + 1),
        parentSpanId: index === 0 ? '' : id(index),
        name: `s${index}`,
        time: [index, 9e6],
      }),
    );
    const text = lines(chain);
    expect(text).toHaveLength(5001);
    expect(text.at(-1)).toContain('s4999');
    expect(text.at(-1)?.length).toBeLessThan(200);
  });
});

it('of nothing is nothing', () => {
  expect(renderTraces([])).toBe('');
  expect(renderTraces([of('shop', [])])).toBe('');
});
