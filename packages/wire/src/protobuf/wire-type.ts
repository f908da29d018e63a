import type { Field, ScalarName } from './message-type.ts';

// Wire types, the low 3 bits of a tag. 3 and 4 (groups) are not in proto3 and count as malformed.
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

const wireTypes: Readonly<Record<ScalarName, number>> = {
  string: LENGTH_DELIMITED,
  bytes: LENGTH_DELIMITED,
  id: LENGTH_DELIMITED,
  value: LENGTH_DELIMITED,
  bool: VARINT,
  enum: VARINT,
  int32: VARINT,
  sint32: VARINT,
  uint32: VARINT,
  int64: VARINT,
  uint64: VARINT,
  fixed32: FIXED32,
  fixed64: FIXED64,
  sfixed64: FIXED64,
  double: FIXED64,
};

/** The wire type of one value of this type (a packed list is length-delimited instead). */
export function wireTypeOf(type: Field['type']): number {
  return typeof type === 'string' ? wireTypes[type] : LENGTH_DELIMITED;
}
