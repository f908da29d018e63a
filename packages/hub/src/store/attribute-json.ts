// Reads back what `load/attribute-sql.ts` stored: attributes with exactly the types that OTLP gave them.
import { decodeTraceRequest } from '@throughline/wire/decode';
import type { DecodedAttribute, DecodedValue } from '@throughline/wire/decode';
import type { Attributes, AttributeValue } from '../api/types.ts';

/** A map column as it arrives: JSON text, or a string's own text, by key. */
export type StoredAttributes = Readonly<Record<string, string>>;

/** The attributes of a span or resource: strings in one column, JSON text of everything else in the other. */
export interface AttributeColumns {
  readonly attrs: StoredAttributes;
  readonly attrs_json: StoredAttributes;
}

/** Attributes as the API shows them. The object has no prototype, so that `__proto__` is a key like any other. */
export function parseAttributes({ attrs, attrs_json: json }: AttributeColumns): Attributes {
  const attributes = parseJsonAttributes(json);
  return Object.assign(Object.create(null), attrs, attributes) as Attributes;
}

/** The same for a column that has JSON text for strings too: of events, links and scopes. */
export function parseJsonAttributes(json: StoredAttributes): Attributes {
  const attributes: Record<string, AttributeValue> = Object.create(null);
  for (const key of Object.keys(json)) attributes[key] = toAttributeValue(parseAttributeJson(json[key]));
  return attributes;
}

/** Attributes as OTLP has them: `int_value` is a bigint, `double_value` a number, `bytes_value` bytes. */
export function parseExactAttributes({ attrs, attrs_json: json }: AttributeColumns): DecodedAttribute[] {
  const strings = Object.entries(attrs).map(([key, value]) => ({ key, value }));
  return [...strings, ...parseExactJsonAttributes(json)];
}

/** The same for a column that has JSON text for strings too. */
export function parseExactJsonAttributes(json: StoredAttributes): DecodedAttribute[] {
  return Object.entries(json).map(([key, text]) => ({ key, value: parseAttributeJson(text) }));
}

const SHORT_INTEGER = /^-?[0-9]{1,15}$/;

/** Parses one stored value to what it was in OTLP. */
export function parseAttributeJson(text: string): DecodedValue {
  // Fast path: most attributes that are no string are small integers.
  if (SHORT_INTEGER.test(text)) return BigInt(text);
  return restoreValue((JSON.parse as ParseWithSource)(text, restoreNumber) as DecodedValue);
}

/** `JSON.parse` as ES2026 has it: the reviver sees the text of a number, whose digits a JavaScript number may not hold. */
type ParseWithSource = (text: string, reviver: (key: string, value: unknown, context: Source) => unknown) => unknown;

interface Source {
  /** Only of scalars. */
  readonly source?: string;
}

function restoreNumber(_key: string, value: unknown, { source }: Source): unknown {
  if (typeof value !== 'number') return value;
  return /[.e]/i.test(source as string) ? value : BigInt(source as string);
}

/** Undoes what JSON has no form for, in a value and in what it holds. */
function restoreValue(value: DecodedValue): DecodedValue {
  if (Array.isArray(value)) return value.map(restoreElement);
  if (typeof value !== 'object' || value === null) return value;
  return restoreMarked(value as StoredMap) ?? restoreMap(value as StoredMap);
}

function restoreElement(value: DecodedValue): DecodedValue {
  return typeof value === 'object' && value !== null ? (restoreMarked(value as StoredMap) ?? value) : value;
}

type StoredMap = Readonly<Record<string, DecodedValue>>;

function restoreMap(map: StoredMap): DecodedValue {
  const restored: Record<string, DecodedValue> = Object.create(null);
  for (const [key, value] of Object.entries(map)) restored[key.replace(/^\$\$/, '$')] = restoreElement(value);
  return restored;
}

/** An object with one `$` member is a value that JSON lacks; a map's own `$` is written twice. */
function restoreMarked(map: StoredMap): DecodedValue | undefined {
  const [key] = Object.keys(map);
  const value = map[key];
  switch (key) {
    case '$bytes':
      return decodeBase64(value as string);
    case '$double':
      return Number(value);
    case '$array':
      return decodeAnyValue(ARRAY_VALUE_TAG, decodeBase64(value as string));
    case '$map':
      return decodeAnyValue(KVLIST_VALUE_TAG, decodeBase64(value as string));
    default:
      return undefined;
  }
}

function decodeBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

const ARRAY_VALUE_TAG = 0x2a;
const KVLIST_VALUE_TAG = 0x32;

/** Decodes an ArrayValue or KeyValueList: as the only attribute of the only resource of a request. */
function decodeAnyValue(tag: number, bytes: Uint8Array): DecodedValue {
  const keyValue = encodeField(0x12, encodeField(tag, bytes));
  const request = encodeField(0x0a, encodeField(0x0a, encodeField(0x0a, keyValue)));
  return decodeTraceRequest(request).resourceSpans[0].resource?.attributes[0].value ?? null;
}

function encodeField(tag: number, content: Uint8Array): Uint8Array {
  const head = [tag];
  let length = content.length;
  for (; length > 0x7f; length >>>= 7) head.push((length & 0x7f) | 0x80);
  head.push(length);
  return Buffer.concat([Uint8Array.from(head), content]);
}

/** A value as the API shows it. What JSON lacks is text, as in OTLP/JSON: base64, `NaN`, the digits of a large integer. */
export function toAttributeValue(value: DecodedValue): AttributeValue {
  if (typeof value === 'bigint') return toSafeNumber(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toAttributeValue);
  const map: Record<string, AttributeValue> = Object.create(null);
  for (const [key, item] of Object.entries(value as StoredMap)) map[key] = toAttributeValue(item);
  return map;
}

function toSafeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
