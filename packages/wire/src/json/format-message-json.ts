// OTLP/JSON: protobuf's JSON mapping with hex ids and enums as numbers,
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Absent fields and zeros are left out.
import { isSent } from '../protobuf/message-type.ts';
import type { DecodedValue, Field, MessageType } from '../protobuf/message-type.ts';

/** Formats one message, as `decodeMessage` returns it, as OTLP/JSON text. */
export function formatMessageJson<T extends object>(value: T, type: MessageType<T>): string {
  return JSON.stringify(messageToJson(value, type));
}

function messageToJson(message: object, type: MessageType<object>): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const field of type.fields) {
    const value = (message as Record<string, unknown>)[field.name];
    if (field.repeated) {
      const items = value as readonly unknown[];
      if (items.length > 0) json[field.name] = items.map((item) => toJson(item, field.type));
    } else if (isSent(field, value)) json[field.name] = toJson(value, field.type);
  }
  return json;
}

function toJson(value: unknown, type: Field['type']): unknown {
  if (typeof type !== 'string') return messageToJson(value as object, type);
  if (type === 'value') return valueToJson(value as DecodedValue);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return numberToJson(value);
  return value instanceof Uint8Array ? bytesToJson(value) : value;
}

function valueToJson(value: DecodedValue): Record<string, unknown> {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: value.toString() };
  if (typeof value === 'number') return { doubleValue: numberToJson(value) };
  if (value instanceof Uint8Array) return { bytesValue: bytesToJson(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(valueToJson) } };
  const values = Object.entries(value).map(([key, item]) => ({ key, value: valueToJson(item) }));
  return { kvlistValue: { values } };
}

/** JSON has no NaN, no infinity, and `JSON.stringify` no -0: protobuf writes them as text. */
function numberToJson(value: number): number | string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

function bytesToJson(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}
