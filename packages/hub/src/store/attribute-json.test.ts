import * as fc from 'fast-check';
import type { DecodedValue } from '@throughline/wire/decode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodedValue } from '../../../wire/src/fixtures/arbitraries.ts';
import { attributesOf, resourceSpansOf, spanOf, TestStore } from '../query/fixtures/test-store.ts';
import {
  parseAttributeJson,
  parseAttributes,
  parseExactAttributes,
  parseExactJsonAttributes,
  toAttributeValue,
} from './attribute-json.ts';
import type { AttributeColumns, StoredAttributes } from './attribute-json.ts';

describe('stored text', () => {
  const check = (text: string, exact: DecodedValue, shown: unknown): void => {
    expect(parseAttributeJson(text)).toStrictEqual(exact);
    expect(toAttributeValue(exact)).toEqual(shown);
  };

  test.each<[string, DecodedValue, unknown]>([
    ['200', 200n, 200],
    ['-1', -1n, -1],
    ['200.0', 200, 200],
    ['-0.0', -0, -0],
    ['1e21', 1e21, 1e21],
    ['9007199254740991', 9007199254740991n, 9007199254740991],
    ['9007199254740992', 9007199254740992n, '9007199254740992'],
    ['-9223372036854775808', -(2n ** 63n), '-9223372036854775808'],
    ['{"$double":"NaN"}', Number.NaN, 'NaN'],
    ['{"$double":"-Infinity"}', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['true', true, true],
    ['null', null, null],
    ['"a\\n\\"b"', 'a\n"b', 'a\n"b'],
    ['{"$bytes":"AP8="}', Uint8Array.of(0, 255), 'AP8='],
    ['[1,2.5,"x",false,null]', [1n, 2.5, 'x', false, null], [1, 2.5, 'x', false, null]],
    ['[{"$array":"CgIYAQ=="}]', [[1n]], [[1]]],
    ['[]', [], []],
  ])('%s', check);
});

test('a map has no prototype, and a key of its own may begin with $', () => {
  const map = parseAttributeJson('{"$$bytes":"x","$$$":1,"__proto__":2}') as Record<string, DecodedValue>;
  expect(Object.entries(map)).toEqual([
    ['$bytes', 'x'],
    ['$$', 1n],
    ['__proto__', 2n],
  ]);
  expect(Object.getPrototypeOf(map)).toBeNull();
  expect(Object.entries(toAttributeValue(map) as object)).toEqual([
    ['$bytes', 'x'],
    ['$$', 1],
    ['__proto__', 2],
  ]);
});

test('attributes of both columns stand together, __proto__ among them', () => {
  const attributes = parseAttributes({ attrs: JSON.parse('{"__proto__":"p","a":"1"}'), attrs_json: { b: '1' } });
  expect(Object.entries(attributes).toSorted()).toEqual([
    ['__proto__', 'p'],
    ['a', '1'],
    ['b', 1],
  ]);
});

describe('what the store keeps', () => {
  let testStore: TestStore;
  let runs = 0;

  beforeAll(async () => {
    testStore = await TestStore.open();
  });

  afterAll(() => testStore.close());

  /** Valid as OTLP text is: without lone surrogates. */
  const value = decodedValue.filter((one) => isWellFormed(one));

  test('values of every type come back as they were sent, from spans and from events', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 200 }), async (values) => {
        const sent = attributesOf(Object.fromEntries(values.map((one, i) => [`k${i}`, one])));
        expect(await roundTrip(sent)).toEqual([sent, sent]);
      }),
      { numRuns: 15 },
    );
  });

  async function roundTrip(sent: { key: string; value: DecodedValue }[]): Promise<unknown[]> {
    const traceId = (++runs).toString(16).padStart(32, '0');
    const events = [{ timeUnixNano: 0n, name: '', attributes: sent, droppedAttributesCount: 0 }];
    const span = { ...spanOf({ traceId, events }), attributes: sent };
    await testStore.load([resourceSpansOf({}, [span])]);
    const [row] = await testStore.store.engine.read<AttributeColumns & { event: StoredAttributes }>(
      'SELECT attrs, attrs_json, events.attrs[1] AS event FROM spans WHERE trace_id = {traceId:String}',
      { traceId },
    );
    const order = new Map(sent.map(({ key }, i) => [key, i]));
    const inOrder = parseExactAttributes(row).toSorted((a, b) => order.get(a.key)! - order.get(b.key)!);
    return [inOrder, parseExactJsonAttributes(row.event)];
  }
});

function isWellFormed(value: DecodedValue): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item));
}
