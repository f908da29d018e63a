// Conditions on the columns in which attributes are stored: a map of strings beside one with the JSON of everything else, or
// one map with the JSON of everything (events, links).
import type { AttributeField } from '@throughline/query-language';
import { all, any } from './sql.ts';
import type { SqlParameters } from './sql.ts';
import type { ValuePredicate, ValueTest } from './value-test.ts';

/** A predicate about the values of an attribute. */
export type AttributePredicate = ValuePredicate & { readonly field: AttributeField };

/** Where baggage is stored. */
export function baggageKey(key: string): string {
  return `baggage.${key}`;
}

/** The value of a key in both maps fulfils the test. False where the key is missing. */
export function testMaps(test: ValueTest, key: string, parameters: SqlParameters): string {
  const isString = all(`has(mapKeys(attrs), ${parameters.text(key)})`, test.text(elementOf('attrs', key, parameters)));
  return any(isString, testJson(test, elementOf('attrs_json', key, parameters)));
}

/** The key is in one of both maps, and not set to nothing. */
export function mapsHave(key: string, parameters: SqlParameters): string {
  return `(has(mapKeys(attrs), ${parameters.text(key)}) OR NOT (${elementOf('attrs_json', key, parameters)} IN ('', 'null')))`;
}

/** What a map column has for a key; `''` if nothing. */
export function elementOf(map: 'attrs' | 'attrs_json', key: string, parameters: SqlParameters): string {
  const bound = parameters.text(key);
  // ClickHouse reads the part of a map that it needs, and finds none for the empty key.
  return key === '' ? `mapValues(${map})[indexOf(mapKeys(${map}), ${bound})]` : `${map}[${bound}]`;
}

/** JSON of what is no string: a scalar, or an array with an element that fulfils the test. False for `''`. */
export function testJson(test: ValueTest, json: string): string {
  const isElement = any(testJsonString(test, 'e'), test.scalar('e'));
  return any(
    test.scalar(json),
    all(`startsWith(${json}, '[')`, `arrayExists(e -> ${isElement}, JSONExtractArrayRaw(${json}))`),
  );
}

/** JSON of a string. False for any other JSON. */
export function testJsonString(test: ValueTest, json: string): string {
  return all(`startsWith(${json}, '"')`, test.text(`JSONExtractString(${json})`));
}
