// Encodes any message that a table describes, in ascending order of field numbers. Absent values and zeros are left out
// unless the field has presence. The span path has its own encoder, otlp/append-span.ts.
import {
  appendBytes,
  appendDouble,
  appendFixed32,
  appendString,
  appendUnsigned,
  appendVarint,
  closeMessage,
} from './append.ts';
import { Chunk } from './chunk.ts';
import { isSent } from './message-type.ts';
import type { DecodedValue, MessageType, NamedField, ScalarName } from './message-type.ts';
import { LENGTH_DELIMITED, wireTypeOf } from './wire-type.ts';

/** Longest tag, longest number, and the bytes that a message's length may take. */
const FIELD_OVERHEAD_BYTES = 24;

type PlainScalar = Exclude<ScalarName, 'value'>;

/** Encodes one message as `decodeMessage` returns it. */
export function encodeMessage<T extends object>(value: T, type: MessageType<T>): Uint8Array {
  const chunk = new Chunk();
  appendFields(chunk, value, type);
  return chunk.written();
}

function appendFields(chunk: Chunk, message: object, type: MessageType<object>): void {
  for (const field of type.fields) {
    const value = (message as Record<string, unknown>)[field.name];
    if (field.repeated) appendRepeated(chunk, field, value as readonly unknown[]);
    else if (isSent(field, value)) appendField(chunk, field, value);
  }
}

function appendRepeated(chunk: Chunk, field: NamedField, values: readonly unknown[]): void {
  if (values.length === 0) return;
  if (wireTypeOf(field.type) === LENGTH_DELIMITED) {
    for (const value of values) appendField(chunk, field, value);
    return;
  }
  appendTag(chunk, field.number, LENGTH_DELIMITED);
  appendNested(chunk, () => {
    for (const value of values) appendScalar(chunk, field.type as PlainScalar, value);
  });
}

function appendField(chunk: Chunk, { number, type }: NamedField, value: unknown): void {
  appendTag(chunk, number, wireTypeOf(type));
  if (type === 'value') appendNested(chunk, () => appendValue(chunk, value as DecodedValue));
  else if (typeof type === 'string') appendScalar(chunk, type, value);
  else appendNested(chunk, () => appendFields(chunk, value as object, type));
}

function appendTag(chunk: Chunk, number: number, wireType: number): void {
  chunk.reserve(FIELD_OVERHEAD_BYTES);
  chunk.length = appendVarint(chunk.bytes, chunk.length, (number << 3) | wireType);
}

/** Appends what `append` appends, its length first. */
function appendNested(chunk: Chunk, append: () => void): void {
  chunk.reserve(FIELD_OVERHEAD_BYTES);
  const start = ++chunk.length;
  append();
  chunk.reserve(FIELD_OVERHEAD_BYTES);
  chunk.length = closeMessage(chunk.bytes, start, chunk.length);
}

function appendValue(chunk: Chunk, value: DecodedValue): void {
  if (value === null) return;
  if (typeof value === 'string') appendMember(chunk, 0x0a, { type: 'string', value });
  else if (typeof value === 'boolean') appendMember(chunk, 0x10, { type: 'bool', value });
  else if (typeof value === 'bigint') appendMember(chunk, 0x18, { type: 'int64', value });
  else if (typeof value === 'number') appendMember(chunk, 0x21, { type: 'double', value });
  else if (value instanceof Uint8Array) appendMember(chunk, 0x3a, { type: 'bytes', value });
  else if (Array.isArray(value)) appendElements(chunk, 0x2a, value, appendValue);
  else appendElements(chunk, 0x32, Object.entries(value), appendKeyValue);
}

function appendMember(chunk: Chunk, tag: number, member: { type: PlainScalar; value: unknown }): void {
  chunk.reserve(FIELD_OVERHEAD_BYTES);
  chunk.bytes[chunk.length++] = tag;
  appendScalar(chunk, member.type, member.value);
}

function appendElements<T>(
  chunk: Chunk,
  tag: number,
  values: readonly T[],
  append: (chunk: Chunk, value: T) => void,
): void {
  chunk.bytes[chunk.length++] = tag;
  appendNested(chunk, () => {
    for (const value of values) {
      appendTag(chunk, 1, LENGTH_DELIMITED);
      appendNested(chunk, () => append(chunk, value));
    }
  });
}

function appendKeyValue(chunk: Chunk, [key, value]: [string, DecodedValue]): void {
  appendMember(chunk, 0x0a, { type: 'string', value: key });
  appendTag(chunk, 2, LENGTH_DELIMITED);
  appendNested(chunk, () => appendValue(chunk, value));
}

function appendScalar(chunk: Chunk, type: PlainScalar, value: unknown): void {
  switch (type) {
    case 'string':
      chunk.reserve(FIELD_OVERHEAD_BYTES + 3 * (value as string).length);
      chunk.length = appendString(chunk.bytes, chunk.length, value as string);
      break;
    case 'bytes':
      appendLengthAndBytes(chunk, value as Uint8Array);
      break;
    case 'id':
      appendLengthAndBytes(chunk, Buffer.from(value as string, 'hex'));
      break;
    default:
      chunk.reserve(FIELD_OVERHEAD_BYTES);
      chunk.length = appendNumber(chunk, type, value);
  }
}

function appendLengthAndBytes(chunk: Chunk, value: Uint8Array): void {
  chunk.reserve(FIELD_OVERHEAD_BYTES + value.length);
  chunk.length = appendBytes(chunk.bytes, appendVarint(chunk.bytes, chunk.length, value.length), value);
}

type NumericScalar = Exclude<PlainScalar, 'string' | 'bytes' | 'id'>;

function appendNumber({ bytes, view, length }: Chunk, type: NumericScalar, value: unknown): number {
  switch (type) {
    case 'bool':
      return appendVarint(bytes, length, value === true ? 1 : 0);
    case 'uint32':
      return appendVarint(bytes, length, value as number);
    case 'sint32':
      return appendVarint(bytes, length, toZigZag(value as number));
    case 'enum':
    case 'int32':
      return appendWords(bytes, length, BigInt(value as number));
    case 'int64':
    case 'uint64':
      return appendWords(bytes, length, value as bigint);
    case 'fixed32':
      return appendFixed32(view, length, value as number);
    case 'fixed64':
    case 'sfixed64':
      return appendFixed64(view, length, value as bigint);
    default:
      return appendDouble(bytes, length, value as number);
  }
}

function appendWords(bytes: Uint8Array, pos: number, value: bigint): number {
  return appendUnsigned(bytes, pos, lowWord(value), highWord(value));
}

function appendFixed64(view: DataView, pos: number, value: bigint): number {
  return appendFixed32(view, appendFixed32(view, pos, lowWord(value)), highWord(value));
}

function lowWord(value: bigint): number {
  return Number(BigInt.asUintN(32, value));
}

function highWord(value: bigint): number {
  return Number(BigInt.asUintN(32, value >> 32n));
}

function toZigZag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}
