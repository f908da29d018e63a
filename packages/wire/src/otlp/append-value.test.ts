import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodedValue, text } from '../fixtures/arbitraries.ts';
import { decodeMessage } from '../protobuf/decode-message.ts';
import { message, repeated } from '../protobuf/message-type.ts';
import type { DecodedValue } from '../protobuf/message-type.ts';
import { MAX_VALUE_DEPTH, MAX_VALUE_ELEMENTS, encodeAttributes } from './append-value.ts';
import { KEY_VALUE } from './common-messages.ts';
import type { DecodedAttribute } from './common-messages.ts';

const LIST = message<{ readonly attributes: readonly DecodedAttribute[] }>({ attributes: repeated(1, KEY_VALUE) });

/** Encodes into a buffer of exactly the bound (it throws when that is too small) and decodes again. */
function roundTrip(attributes: readonly unknown[]): readonly DecodedAttribute[] {
  const bytes = encodeAttributes(0x0a, attributes);
  return decodeMessage(bytes, LIST, { maxNesting: 200 }).attributes;
}

function valueOf(value: unknown): DecodedValue {
  return roundTrip(['k', value])[0].value;
}

test.each<[unknown, DecodedValue]>([
  ['', ''],
  ['x'.repeat(127), 'x'.repeat(127)],
  ['x'.repeat(16_384), 'x'.repeat(16_384)],
  ['\ud800', '\ufffd'],
  [true, true],
  [false, false],
  [0, 0n],
  [-0, 0n],
  [-1, -1n],
  [Number.MAX_SAFE_INTEGER, BigInt(Number.MAX_SAFE_INTEGER)],
  [1e17, 100_000_000_000_000_000n],
  [-(2 ** 63), -(2n ** 63n)],
  [2 ** 63, 2 ** 63],
  [1.5, 1.5],
  [Number.NaN, Number.NaN],
  [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  [2n ** 63n - 1n, 2n ** 63n - 1n],
  [-(2n ** 63n), -(2n ** 63n)],
  [2n ** 63n, '9223372036854775808'],
  [-(2n ** 63n) - 1n, '-9223372036854775809'],
  [10n ** 20n, '10000000000000000...'],
  [null, null],
  [undefined, null],
  [() => 1, null],
  [Symbol('s'), null],
  [new Uint8Array([0, 255]), new Uint8Array([0, 255])],
  [Buffer.from('ab'), new Uint8Array([97, 98])],
  [[], []],
  [
    [1, 'a', null, undefined, [2n]],
    [1n, 'a', null, null, [2n]],
  ],
  [Array(3), [null, null, null]],
  [{}, {}],
  [
    { a: 1, b: { c: [true] } },
    { a: 1n, b: { c: [true] } },
  ],
  [new Float64Array([1, 0.5]), [1n, 0.5]],
  [new BigInt64Array([-1n]), [-1n]],
  [new DataView(new ArrayBuffer(4)), {}],
  [new Date(0), {}],
])('value %#', (value, expected) => expect(valueOf(value)).toEqual(expected));

test.each([0, 1, 120, 121, 122, 123, 124, 125, 126, 127, 128, 16_370, 16_380, 16_384])(
  'a key of %d bytes',
  (length) => {
    const key = 'k'.repeat(length);
    expect(roundTrip([key, 'v', 'next', 1])).toEqual([
      { key, value: 'v' },
      { key: 'next', value: 1n },
    ]);
  },
);

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  return depth === 0 ? 'core' : wrap(nested(depth - 1, wrap));
}

test.each<[string, (inner: unknown) => unknown]>([
  ['arrays', (inner) => [inner]],
  ['maps', (inner) => ({ inner })],
])('%s nested to the limit are kept, and one deeper is empty', (_, wrap) => {
  expect(valueOf(nested(MAX_VALUE_DEPTH, wrap))).toEqual(nested(MAX_VALUE_DEPTH, wrap));
  const cut = JSON.stringify(valueOf(nested(MAX_VALUE_DEPTH + 1, wrap)));
  expect(cut).toBe(JSON.stringify(nested(MAX_VALUE_DEPTH, wrap)).replace('"core"', 'null'));
});

test('a cycle ends', () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  expect(JSON.stringify(valueOf(cycle))).toBe(`${'['.repeat(MAX_VALUE_DEPTH)}null${']'.repeat(MAX_VALUE_DEPTH)}`);
});

function countElements(value: DecodedValue): number {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0;
  const elements = Object.values<DecodedValue>(value);
  return elements.reduce<number>((sum, element) => sum + 1 + countElements(element), 0);
}

test('a cycle that forks ends at the limit of elements', () => {
  const fork: Record<string, unknown> = {};
  for (let index = 0; index < 10; index++) fork[`k${index}`] = fork;
  const list = Array.from<unknown>({ length: 20 });
  list.fill(list);
  expect(countElements(valueOf(fork))).toBe(MAX_VALUE_ELEMENTS);
  expect(countElements(valueOf(list))).toBe(MAX_VALUE_ELEMENTS);
});

test('an array is cut at the limit of elements, and each attribute has its own', () => {
  const sizeOf = (length: number): number => (valueOf(Array.from({ length }, () => 1)) as unknown[]).length;
  expect([sizeOf(MAX_VALUE_ELEMENTS), sizeOf(MAX_VALUE_ELEMENTS + 1)]).toEqual([
    MAX_VALUE_ELEMENTS,
    MAX_VALUE_ELEMENTS,
  ]);
  const both = roundTrip(['a', Array(1e9), 'b', Array(1e9)]);
  expect(both.map(({ value }) => (value as unknown[]).length)).toEqual([MAX_VALUE_ELEMENTS, MAX_VALUE_ELEMENTS]);
});

test('bigints above 64 bits fit the bound, however many there are', () => {
  const huge = 10n ** 30n;
  const attributes = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? '' : huge));
  expect(roundTrip(attributes)).toHaveLength(100);
  expect(valueOf(Array.from({ length: 100 }, () => huge))).toHaveLength(100);
  expect(Object.keys(valueOf({ '': huge, a: huge, b: [huge, huge] }) as object)).toHaveLength(3);
});

test('a value that grows between the two reads is refused', () => {
  let reads = 0;
  const growing = {
    get numbers() {
      return Array(reads++ === 0 ? 1 : 5000).fill(1);
    },
  };
  expect(() => encodeAttributes(0x0a, ['a', growing])).toThrow(expect.objectContaining({ code: 'TL_WIRE_UNSTABLE' }));
});

/** What the encoder makes of a value: whole numbers become integers. */
function normalized(value: DecodedValue): DecodedValue {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(normalized);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalized(item)]));
}

test('any attributes come back, from a buffer of exactly the bound', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(text, decodedValue), { maxLength: 8 }), (pairs) => {
      const expected = pairs.map(([key, value]) => ({ key, value: normalized(value) }));
      expect(roundTrip(pairs.flat())).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
