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

/** Values nested deeper than this are written as empty: the receiver's limit, and a guard against cycles. */
export const MAX_VALUE_DEPTH = 16;

/** Room that one scalar value or one nesting level needs beside its text: tags, lengths, a 10-byte varint. */
const VALUE_OVERHEAD_BYTES = 24;

/** Upper bound of the bytes that the attributes take, for `Chunk.reserve`. */
export function boundOfAttributes(attributes: readonly unknown[]): number {
  let bound = 0;
  for (let index = 0; index < attributes.length; index += 2) {
    const value = attributes[index + 1];
    bound += VALUE_OVERHEAD_BYTES + 3 * (attributes[index] as string).length;
    if (typeof value === 'string') bound += 3 * value.length;
    else if (typeof value === 'object') bound += boundOfObject(value, 1);
  }
  return bound;
}

function boundOfObject(value: object | null, depth: number): number {
  if (value === null || depth > MAX_VALUE_DEPTH) return 0;
  if (value instanceof Uint8Array) return value.length + VALUE_OVERHEAD_BYTES;
  let bound = VALUE_OVERHEAD_BYTES;
  if (Array.isArray(value)) {
    for (const item of value) bound += VALUE_OVERHEAD_BYTES + boundOfValue(item, depth);
    return bound;
  }
  for (const [key, item] of Object.entries(value)) {
    bound += 2 * VALUE_OVERHEAD_BYTES + 3 * key.length + boundOfValue(item, depth);
  }
  return bound;
}

function boundOfValue(value: unknown, depth: number): number {
  if (typeof value === 'string') return 3 * value.length;
  return typeof value === 'object' ? boundOfObject(value, depth + 1) : 0;
}

/** Appends each pair as a field `tag` of type KeyValue. Needs `boundOfAttributes` bytes of room. */
export function appendAttributes(bytes: Uint8Array, pos: number, tag: number, attributes: readonly unknown[]): number {
  for (let index = 0; index < attributes.length; index += 2) {
    pos = appendAttribute(bytes, pos, tag, attributes[index] as string, attributes[index + 1]);
  }
  return pos;
}

function appendAttribute(bytes: Uint8Array, pos: number, tag: number, key: string, value: unknown): number {
  bytes[pos] = tag;
  // The length is written once the content is there: one byte is kept for it, and more are made only where needed.
  const start = pos + 2;
  bytes[start] = 0x0a;
  let end = appendString(bytes, start + 1, key);
  bytes[end] = 0x12;
  end = appendValue(bytes, end + 1, value, 1);
  return closeMessage(bytes, start, end);
}

/** Appends an AnyValue with its length, without a tag. */
function appendValue(bytes: Uint8Array, pos: number, value: unknown, depth: number): number {
  const start = pos + 1;
  switch (typeof value) {
    case 'string':
      bytes[start] = 0x0a;
      return closeMessage(bytes, start, appendString(bytes, start + 1, value));
    case 'number':
      return closeMessage(bytes, start, appendNumber(bytes, start, value));
    case 'boolean':
      bytes[pos] = 2;
      bytes[start] = 0x10;
      bytes[start + 1] = value ? 1 : 0;
      return start + 2;
    case 'bigint':
      return closeMessage(bytes, start, appendBigInt(bytes, start, value));
    case 'object':
      return closeMessage(bytes, start, appendObject(bytes, start, value, depth));
    default:
      bytes[pos] = 0;
      return start;
  }
}

function appendNumber(bytes: Uint8Array, pos: number, value: number): number {
  if (Number.isSafeInteger(value)) {
    bytes[pos] = 0x18;
    return appendInt64(bytes, pos + 1, value);
  }
  bytes[pos] = 0x21;
  return appendDouble(bytes, pos + 1, value);
}

/** A 64-bit integer keeps its exact value; a larger one is written as its decimal text. */
function appendBigInt(bytes: Uint8Array, pos: number, value: bigint): number {
  if (BigInt.asIntN(64, value) !== value) {
    bytes[pos] = 0x0a;
    const text = value.toString();
    return appendString(bytes, pos + 1, text.length > 20 ? `${text.slice(0, 17)}...` : text);
  }
  bytes[pos] = 0x18;
  const low = Number(BigInt.asUintN(32, value));
  const high = Number(BigInt.asUintN(32, value >> 32n));
  return appendUnsigned(bytes, pos + 1, low, high);
}

function appendObject(bytes: Uint8Array, pos: number, value: object | null, depth: number): number {
  if (value === null || depth > MAX_VALUE_DEPTH) return pos;
  if (value instanceof Uint8Array) {
    bytes[pos] = 0x3a;
    return appendBytes(bytes, appendVarint(bytes, pos + 1, value.length), value);
  }
  const start = pos + 2;
  if (Array.isArray(value)) {
    bytes[pos] = 0x2a;
    return closeMessage(bytes, start, appendArray(bytes, start, value, depth));
  }
  bytes[pos] = 0x32;
  return closeMessage(bytes, start, appendKeyValueList(bytes, start, value, depth));
}

function appendArray(bytes: Uint8Array, pos: number, values: readonly unknown[], depth: number): number {
  for (const value of values) {
    bytes[pos] = 0x0a;
    pos = appendValue(bytes, pos + 1, value, depth + 1);
  }
  return pos;
}

function appendKeyValueList(bytes: Uint8Array, pos: number, values: object, depth: number): number {
  for (const [key, value] of Object.entries(values)) {
    bytes[pos] = 0x0a;
    const start = pos + 2;
    bytes[start] = 0x0a;
    let end = appendString(bytes, start + 1, key);
    bytes[end] = 0x12;
    end = appendValue(bytes, end + 1, value, depth + 1);
    pos = closeMessage(bytes, start, end);
  }
  return pos;
}

/** Encodes attributes once, for `SpanRecord.sharedAttributes` or a resource. `tag` is the field's tag byte. */
export function encodeAttributes(tag: number, attributes: readonly unknown[]): Uint8Array {
  const chunk = new Chunk(boundOfAttributes(attributes));
  chunk.length = appendAttributes(chunk.bytes, 0, tag, attributes);
  return chunk.written();
}
