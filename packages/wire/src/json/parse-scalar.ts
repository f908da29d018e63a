import { WireError } from '../errors.ts';
import type { ScalarName } from '../protobuf/message-type.ts';

type PlainScalar = Exclude<ScalarName, 'value'>;

const MAX_SHOWN_LENGTH = 40;

/** Parses one scalar of OTLP/JSON. `name` is the field's name, for the error. */
export function parseJsonScalar(json: unknown, type: PlainScalar, name: string): unknown {
  const value = parsers[type](json);
  if (value !== undefined) return value;
  const got = String(JSON.stringify(json)).slice(0, MAX_SHOWN_LENGTH);
  throw new WireError('TL_WIRE_JSON', `cannot parse ${name}: got ${got}, need ${needs[type]}`);
}

const parsers: Readonly<Record<PlainScalar, (json: unknown) => unknown>> = {
  string: (json) => (typeof json === 'string' ? json : undefined),
  bool: (json) => (typeof json === 'boolean' ? json : undefined),
  bytes: parseBase64,
  id: parseId,
  double: parseDouble,
  enum: (json) => (typeof json === 'number' ? parseInteger32(json, -0x8000_0000, 0x7fff_ffff) : undefined),
  int32: (json) => parseInteger32(json, -0x8000_0000, 0x7fff_ffff),
  sint32: (json) => parseInteger32(json, -0x8000_0000, 0x7fff_ffff),
  uint32: (json) => parseInteger32(json, 0, 0xffff_ffff),
  fixed32: (json) => parseInteger32(json, 0, 0xffff_ffff),
  int64: (json) => parseInteger64(json, BigInt.asIntN),
  sfixed64: (json) => parseInteger64(json, BigInt.asIntN),
  uint64: (json) => parseInteger64(json, BigInt.asUintN),
  fixed64: (json) => parseInteger64(json, BigInt.asUintN),
};

const needs: Readonly<Record<PlainScalar, string>> = {
  string: 'text',
  bool: 'true or false',
  bytes: 'base64 text',
  id: 'hex text',
  double: 'a number',
  enum: 'the number of an enum value',
  int32: 'a 32-bit integer',
  sint32: 'a 32-bit integer',
  uint32: 'an unsigned 32-bit integer',
  fixed32: 'an unsigned 32-bit integer',
  int64: 'a 64-bit integer',
  sfixed64: 'a 64-bit integer',
  uint64: 'an unsigned 64-bit integer',
  fixed64: 'an unsigned 64-bit integer',
};

const HEX = /^(?:[0-9a-f]{2})*$/i;

function parseId(json: unknown): string | undefined {
  return typeof json === 'string' && HEX.test(json) ? json.toLowerCase() : undefined;
}

// The standard alphabet or the one for URLs, with padding or without: protobuf accepts all four.
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

function parseBase64(json: unknown): Uint8Array | undefined {
  return typeof json === 'string' && BASE64.test(json) ? new Uint8Array(Buffer.from(json, 'base64')) : undefined;
}

const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function parseDouble(json: unknown): number | undefined {
  if (typeof json === 'number') return json;
  if (typeof json !== 'string') return undefined;
  return NUMBER.test(json) || json === 'NaN' || /^-?Infinity$/.test(json) ? Number(json) : undefined;
}

const INTEGER = /^-?\d{1,20}$/;

function parseInteger32(json: unknown, min: number, max: number): number | undefined {
  const value = typeof json === 'string' && INTEGER.test(json) ? Number(json) : json;
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max
    ? (value as number)
    : undefined;
}

function parseInteger64(json: unknown, wrap: (bits: number, value: bigint) => bigint): bigint | undefined {
  if (typeof json === 'string' ? !INTEGER.test(json) : !Number.isInteger(json)) return undefined;
  const value = BigInt(json as string | number);
  return wrap(64, value) === value ? value : undefined;
}
