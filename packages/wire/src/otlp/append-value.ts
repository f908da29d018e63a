// AnyValue and KeyValue (opentelemetry/proto/common/v1/common.proto):
//   AnyValue  { string_value=1 bool_value=2 int_value=3 double_value=4 array_value=5 kvlist_value=6 bytes_value=7 }
//   KeyValue  { key=1 value=2 }
import {
  appendBytes,
  appendDouble,
  appendInt64,
  appendString,
  appendUnsigned,
  appendVarint,
  closeMessage,
} from '../protobuf/append.ts';
import { Chunk } from '../protobuf/chunk.ts';

/**
 * Containers nested deeper than this are written as empty values, which ends cycles too. A map takes 3 messages per
 * level and an event's attribute starts at the 7th, so that 8 levels stay within the 32 that receivers accept.
 */
export const MAX_VALUE_DEPTH = 8;

/** Elements of one attribute's containers in all; further ones are left out. Cycles that fork would never end else. */
export const MAX_VALUE_ELEMENTS = 65_536;

/** Room that one scalar value or one nesting level needs beside its text: tags, lengths, a 10-byte varint. */
const VALUE_OVERHEAD_BYTES = 24;

const INT64_LIMIT = 2 ** 63;

/** Longest text that stands for a bigint above 64 bits. */
const MAX_BIGINT_TEXT = 20;

// Elements that the value at hand may still have. Both passes count them down in the same order.
let elementsLeft = 0;

/** Upper bound of the bytes that the attributes take, for `Chunk.reserve`. */
export function boundOfAttributes(attributes: readonly unknown[]): number {
  let bound = 0;
  for (let index = 0; index < attributes.length; index += 2) {
    const value = attributes[index + 1];
    bound += VALUE_OVERHEAD_BYTES + 3 * (attributes[index] as string).length;
    if (typeof value === 'string') bound += 3 * value.length;
    else if (typeof value === 'object' || typeof value === 'bigint') bound += boundOfRareValue(value);
  }
  return bound;
}

function boundOfRareValue(value: object | bigint | null): number {
  if (typeof value === 'bigint') return MAX_BIGINT_TEXT;
  elementsLeft = MAX_VALUE_ELEMENTS;
  return boundOfObject(value, 1);
}

function boundOfObject(value: object | null, depth: number): number {
  if (value === null || depth > MAX_VALUE_DEPTH) return 0;
  if (value instanceof Uint8Array) return value.length + VALUE_OVERHEAD_BYTES;
  return VALUE_OVERHEAD_BYTES + (isList(value) ? boundOfList(value, depth) : boundOfMap(value, depth));
}

function boundOfList(values: ArrayLike<unknown>, depth: number): number {
  let bound = 0;
  for (let index = 0; index < values.length && --elementsLeft >= 0; index++) {
    bound += VALUE_OVERHEAD_BYTES + boundOfElement(values[index], depth);
  }
  return bound;
}

function boundOfMap(values: object, depth: number): number {
  let bound = 0;
  for (const [key, value] of Object.entries(values)) {
    if (--elementsLeft < 0) break;
    bound += 2 * VALUE_OVERHEAD_BYTES + 3 * key.length + boundOfElement(value, depth);
  }
  return bound;
}

function boundOfElement(value: unknown, depth: number): number {
  if (typeof value === 'string') return 3 * value.length;
  if (typeof value === 'bigint') return MAX_BIGINT_TEXT;
  return typeof value === 'object' ? boundOfObject(value, depth + 1) : 0;
}

/** Arrays, and typed arrays of numbers. */
function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** Appends each pair as a field `tag` of type KeyValue. Needs `boundOfAttributes` bytes of room. */
export function appendAttributes(bytes: Buffer, pos: number, tag: number, attributes: readonly unknown[]): number {
  for (let index = 0; index < attributes.length; index += 2) {
    pos = appendAttribute(bytes, pos, tag, attributes[index] as string, attributes[index + 1]);
  }
  return pos;
}

function appendAttribute(bytes: Buffer, pos: number, tag: number, key: string, value: unknown): number {
  bytes[pos] = tag;
  // Lengths are written once the content is there: one byte is kept for each, and more are made only where needed.
  const start = pos + 2;
  bytes[start] = 0x0a;
  const valueTag = appendString(bytes, start + 1, key);
  bytes[valueTag] = 0x12;
  const valueStart = valueTag + 2;
  const end = appendContent(bytes, valueStart, value, 1);
  if (end - start >= 0x80) return closeMessage(bytes, start, closeMessage(bytes, valueStart, end));
  // Fast path: one byte is enough for both.
  bytes[valueStart - 1] = end - valueStart;
  bytes[start - 1] = end - start;
  return end;
}

/** Upper bound of the bytes that `appendValue` takes. */
export function boundOfValue(value: unknown): number {
  if (typeof value === 'string') return VALUE_OVERHEAD_BYTES + 3 * value.length;
  const isRare = typeof value === 'object' || typeof value === 'bigint';
  return VALUE_OVERHEAD_BYTES + (isRare ? boundOfRareValue(value) : 0);
}

/** Appends a value as a field `tag` of type AnyValue. Needs `boundOfValue` bytes of room. */
export function appendValue(bytes: Buffer, pos: number, tag: number, value: unknown): number {
  bytes[pos] = tag;
  const start = pos + 2;
  return closeMessage(bytes, start, appendContent(bytes, start, value, 1));
}

/** Appends the fields of an AnyValue. */
function appendContent(bytes: Buffer, pos: number, value: unknown, depth: number): number {
  switch (typeof value) {
    case 'string':
      bytes[pos] = 0x0a;
      return appendString(bytes, pos + 1, value);
    case 'number':
      return appendNumber(bytes, pos, value);
    case 'boolean':
      bytes[pos] = 0x10;
      bytes[pos + 1] = value ? 1 : 0;
      return pos + 2;
    case 'bigint':
      return appendBigInt(bytes, pos, value);
    case 'object':
      return appendObject(bytes, pos, value, depth);
    default:
      return pos;
  }
}

function appendNumber(bytes: Buffer, pos: number, value: number): number {
  if (Number.isInteger(value) && value >= -INT64_LIMIT && value < INT64_LIMIT) {
    bytes[pos] = 0x18;
    return appendInt64(bytes, pos + 1, value);
  }
  bytes[pos] = 0x21;
  return appendDouble(bytes, pos + 1, value);
}

/** A 64-bit integer keeps its exact value; a larger one is written as its decimal text. */
function appendBigInt(bytes: Buffer, pos: number, value: bigint): number {
  if (BigInt.asIntN(64, value) !== value) {
    bytes[pos] = 0x0a;
    const text = value.toString();
    const shown = text.length > MAX_BIGINT_TEXT ? `${text.slice(0, MAX_BIGINT_TEXT - 3)}...` : text;
    return appendString(bytes, pos + 1, shown);
  }
  bytes[pos] = 0x18;
  const low = Number(BigInt.asUintN(32, value));
  const high = Number(BigInt.asUintN(32, value >> 32n));
  return appendUnsigned(bytes, pos + 1, low, high);
}

function appendObject(bytes: Buffer, pos: number, value: object | null, depth: number): number {
  if (value === null || depth > MAX_VALUE_DEPTH) return pos;
  if (depth === 1) elementsLeft = MAX_VALUE_ELEMENTS;
  if (value instanceof Uint8Array) {
    bytes[pos] = 0x3a;
    return appendBytes(bytes, appendVarint(bytes, pos + 1, value.length), value);
  }
  const start = pos + 2;
  if (isList(value)) {
    bytes[pos] = 0x2a;
    return closeMessage(bytes, start, appendList(bytes, start, value, depth));
  }
  bytes[pos] = 0x32;
  return closeMessage(bytes, start, appendMap(bytes, start, value, depth));
}

function appendList(bytes: Buffer, pos: number, values: ArrayLike<unknown>, depth: number): number {
  for (let index = 0; index < values.length && --elementsLeft >= 0; index++) {
    bytes[pos] = 0x0a;
    const start = pos + 2;
    pos = closeMessage(bytes, start, appendContent(bytes, start, values[index], depth + 1));
  }
  return pos;
}

function appendMap(bytes: Buffer, pos: number, values: object, depth: number): number {
  for (const [key, value] of Object.entries(values)) {
    if (--elementsLeft < 0) break;
    bytes[pos] = 0x0a;
    const start = pos + 2;
    bytes[start] = 0x0a;
    const valueTag = appendString(bytes, start + 1, key);
    bytes[valueTag] = 0x12;
    const end = appendContent(bytes, valueTag + 2, value, depth + 1);
    pos = closeMessage(bytes, start, closeMessage(bytes, valueTag + 2, end));
  }
  return pos;
}

/** Encodes attributes once, for `SpanRecord.sharedAttributes` or a resource. `tag` is the field's tag byte. */
export function encodeAttributes(tag: number, attributes: readonly unknown[]): Uint8Array {
  const chunk = new Chunk(boundOfAttributes(attributes));
  chunk.closeAt(appendAttributes(chunk.bytes, 0, tag, attributes));
  return chunk.written();
}
