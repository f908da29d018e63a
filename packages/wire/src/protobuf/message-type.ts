// OTLP's messages are described by tables, one per message, from which decoder, encoder and JSON are driven. The encoder
// of the runtime's span path (otlp/append-span.ts) is written by hand instead.

/** A value of `AnyValue`: `int_value` is a bigint, `double_value` a number, no value at all is `null`. */
export type DecodedValue =
  | string
  | boolean
  | bigint
  | number
  | null
  | Uint8Array
  | readonly DecodedValue[]
  | { readonly [key: string]: DecodedValue };

/** What a scalar of OTLP is in JavaScript. 64-bit integers are bigints; `id` is bytes shown as lower-case hex. */
export interface ScalarTypes {
  string: string;
  bytes: Uint8Array;
  id: string;
  bool: boolean;
  double: number;
  enum: number;
  int32: number;
  sint32: number;
  uint32: number;
  fixed32: number;
  int64: bigint;
  uint64: bigint;
  fixed64: bigint;
  sfixed64: bigint;
  /** opentelemetry.proto.common.v1.AnyValue */
  value: DecodedValue;
}

export type ScalarName = keyof ScalarTypes;

/** One field of a message. `T` is its type in JavaScript. */
export interface Field<T = unknown> {
  readonly number: number;
  readonly type: ScalarName | MessageType<object>;
  readonly repeated: boolean;
  /** Has a presence of its own: `undefined` when absent, and sent even when it is 0. */
  readonly optional: boolean;
  /** What it is when absent. */
  readonly initial: T;
}

export interface NamedField extends Field {
  readonly name: string;
}

/** A message: its fields in ascending order of their numbers. */
export interface MessageType<T extends object> {
  readonly fields: readonly NamedField[];
  readonly fieldOfNumber: ReadonlyMap<number, NamedField>;
  /** All fields absent. */
  readonly initial: Readonly<T>;
}

const EMPTY_LIST: readonly never[] = Object.freeze([]);

const zeros: ScalarTypes = {
  string: '',
  bytes: new Uint8Array(0),
  id: '',
  bool: false,
  double: 0,
  enum: 0,
  int32: 0,
  sint32: 0,
  uint32: 0,
  fixed32: 0,
  int64: 0n,
  uint64: 0n,
  fixed64: 0n,
  sfixed64: 0n,
  value: null,
};

/** A field without presence: absent and zero are the same. */
export function scalar<N extends ScalarName>(number: number, type: N): Field<ScalarTypes[N]> {
  return { number, type, repeated: false, optional: false, initial: zeros[type] };
}

/** A field with presence: `optional`, or a member of a `oneof`. */
export function optional<N extends ScalarName>(number: number, type: N): Field<ScalarTypes[N] | undefined> {
  return { number, type, repeated: false, optional: true, initial: undefined };
}

export function embedded<T extends object>(number: number, type: MessageType<T>): Field<T | undefined> {
  return { number, type, repeated: false, optional: true, initial: undefined };
}

export function repeatedScalar<N extends ScalarName>(number: number, type: N): Field<readonly ScalarTypes[N][]> {
  return { number, type, repeated: true, optional: false, initial: EMPTY_LIST };
}

export function repeated<T extends object>(number: number, type: MessageType<T>): Field<readonly T[]> {
  return { number, type, repeated: true, optional: false, initial: EMPTY_LIST };
}

/** Defines a message. The keys of `fields` are the names that OTLP/JSON uses. */
export function message<T extends object>(fields: { readonly [K in keyof T]-?: Field<T[K]> }): MessageType<T> {
  const named = Object.entries<Field>(fields).map(([name, field]) => Object.assign({ name }, field));
  named.sort((a, b) => a.number - b.number);
  return {
    fields: named,
    fieldOfNumber: new Map(named.map((field) => [field.number, field])),
    initial: Object.fromEntries(named.map((field) => [field.name, field.initial])) as T,
  };
}

/** Whether a field that is not repeated stands on the wire and in JSON. `-0` is no zero. */
export function isSent(field: Field, value: unknown): boolean {
  if (field.optional) return value !== undefined;
  return field.type === 'bytes' ? (value as Uint8Array).length > 0 : !Object.is(value, field.initial);
}
