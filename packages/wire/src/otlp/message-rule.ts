// Tables of what an encoded message may contain, by field number, for a walk that decodes nothing (items-walk.ts).
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from '../protobuf/wire-type.ts';

type ScalarCheck =
  | 'number'
  /** A list of numbers, packed as proto3 does or one by one. */
  | 'numbers'
  | 'name'
  | 'text'
  /** A KeyValue, counted in the message that it stands in. */
  | 'attribute'
  /** An AnyValue. */
  | 'value'
  | 'trace-id'
  | 'span-id'
  | 'exemplar-trace-id'
  | 'exemplar-span-id';

type MessageCheck =
  | 'message'
  /** Counted in the data point that it stands in. */
  | 'exemplar'
  /** One of the members of a metric of which only one may be there. */
  | 'metric-data'
  /** Can be rejected by itself: a metric with its points. */
  | 'metric'
  /** Can be rejected by itself, and is counted: a log record or a data point. */
  | 'item';

/** How one field is checked. */
export interface FieldRule {
  readonly check: ScalarCheck | MessageCheck;
  readonly wireType: number;
  /** Of fields that are messages. */
  readonly fields: MessageRule;
}

/** The known fields of a message, by number. */
export type MessageRule = readonly (FieldRule | undefined)[];

type FieldsByNumber = Readonly<Record<number, FieldRule>>;

export const varint: FieldRule = { check: 'number', wireType: VARINT, fields: [] };
export const fixed32: FieldRule = { check: 'number', wireType: FIXED32, fields: [] };
export const fixed64: FieldRule = { check: 'number', wireType: FIXED64, fields: [] };
export const varints: FieldRule = { check: 'numbers', wireType: VARINT, fields: [] };
export const fixed64s: FieldRule = { check: 'numbers', wireType: FIXED64, fields: [] };

/** A field of bytes that is no message, or one that traces have as well. */
export function content(check: Exclude<ScalarCheck, 'number' | 'numbers'>): FieldRule {
  return { check, wireType: LENGTH_DELIMITED, fields: [] };
}

/** A field that is a message with these fields. */
export function nested(check: MessageCheck, fields: FieldsByNumber): FieldRule {
  return { check, wireType: LENGTH_DELIMITED, fields: tableOf(fields) };
}

function tableOf(fields: FieldsByNumber): MessageRule {
  const highest = Math.max(...Object.keys(fields).map(Number));
  return Array.from({ length: highest + 1 }, (_, number) => fields[number]);
}

const RESOURCE = nested('message', { 1: content('attribute'), 2: varint });
const SCOPE = nested('message', { 1: content('name'), 2: content('text'), 3: content('attribute'), 4: varint });

/** The request around `unit`: its items by scope, by resource. */
export function requestOf(unit: FieldRule): MessageRule {
  const ofScope = nested('message', { 1: SCOPE, 2: unit, 3: content('text') });
  const ofResource = nested('message', { 1: RESOURCE, 2: ofScope, 3: content('text') });
  return tableOf({ 1: ofResource });
}
