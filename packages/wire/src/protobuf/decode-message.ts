// Decodes any message that a table describes (message-type.ts). For tests, tools and OTLP/JSON; the span path and the
// hub's main path never decode.
import { WireError } from '../errors.ts';
import type { DecodedValue, Field, MessageType, NamedField, ScalarName } from './message-type.ts';
import { Reader } from './reader.ts';
import { LENGTH_DELIMITED, wireTypeOf } from './wire-type.ts';

/** Limits that protect a decoder from small bytes that become large objects. */
export interface DecodeLimits {
  /** Messages inside messages, the request itself being the first. Default 32. */
  readonly maxNesting?: number;
  /** Messages, array items and repeated numbers in all. Default 1,000,000. */
  readonly maxElements?: number;
}

const DEFAULT_MAX_NESTING = 32;
const DEFAULT_MAX_ELEMENTS = 1_000_000;

/** How much of the limits is used up. */
export class Budget {
  readonly #maxNesting: number;
  readonly #maxElements: number;
  #nesting = 0;
  #elements = 0;

  constructor(limits: DecodeLimits = {}) {
    this.#maxNesting = limits.maxNesting ?? DEFAULT_MAX_NESTING;
    this.#maxElements = limits.maxElements ?? DEFAULT_MAX_ELEMENTS;
  }

  enterMessage(): void {
    this.countElement();
    if (++this.#nesting <= this.#maxNesting) return;
    const text = `cannot decode message: got messages nested ${this.#nesting} deep, need at most ${this.#maxNesting}`;
    throw new WireError('TL_WIRE_NESTING', text);
  }

  leaveMessage(): void {
    this.#nesting--;
  }

  countElement(): void {
    if (++this.#elements <= this.#maxElements) return;
    const text = `cannot decode message: got more than ${this.#maxElements} elements, need at most that many`;
    throw new WireError('TL_WIRE_LIMIT', text);
  }
}

type Fields = Record<string, unknown>;

/**
 * Decodes one message. Unknown fields, and known ones with another wire type, are passed over. Of a field that comes
 * twice the last one stays, messages included (they are not merged).
 *
 * @throws {@link WireError} when the bytes are malformed or above a limit; its code says which.
 */
export function decodeMessage<T extends object>(bytes: Uint8Array, type: MessageType<T>, limits?: DecodeLimits): T {
  return new MessageDecoder(bytes, limits).decode(type);
}

class MessageDecoder {
  readonly #reader: Reader;
  readonly #budget: Budget;

  constructor(bytes: Uint8Array, limits: DecodeLimits | undefined) {
    this.#reader = new Reader(bytes);
    this.#budget = new Budget(limits);
  }

  /** Decodes the message that lies between the reader's `pos` and `end`. */
  decode<T extends object>(type: MessageType<T>): T {
    const reader = this.#reader;
    this.#budget.enterMessage();
    const message = { ...type.initial };
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      const field = type.fieldOfNumber.get(tag >>> 3);
      if (field === undefined) reader.skip(tag & 7);
      else this.#decodeField(message as Fields, field, tag & 7);
    }
    this.#budget.leaveMessage();
    return message;
  }

  #decodeField(message: Fields, field: NamedField, wireType: number): void {
    if (wireType === wireTypeOf(field.type)) {
      const value = this.#decodeOne(field.type);
      if (field.repeated) this.#addTo(message, field, value);
      else message[field.name] = value;
    } else if (field.repeated && wireType === LENGTH_DELIMITED) this.#decodePacked(message, field);
    else this.#reader.skip(wireType);
  }

  #addTo(message: Fields, field: NamedField, value: unknown): void {
    if (typeof field.type === 'string') this.#budget.countElement();
    if (message[field.name] === field.initial) message[field.name] = [value];
    else (message[field.name] as unknown[]).push(value);
  }

  #decodePacked(message: Fields, field: NamedField): void {
    this.#inside(() => {
      while (this.#reader.pos < this.#reader.end) this.#addTo(message, field, this.#decodeOne(field.type));
    });
  }

  #decodeOne(type: Field['type']): unknown {
    if (type === 'value') return this.#inside(() => this.#decodeValue());
    return typeof type === 'string' ? readScalar(this.#reader, type) : this.#inside(() => this.decode(type));
  }

  /** Runs `decode` with the reader narrowed to the length-delimited content that comes next. */
  #inside<T>(decode: () => T): T {
    const reader = this.#reader;
    const { end } = reader;
    reader.end = reader.readLength();
    const decoded = decode();
    reader.end = end;
    return decoded;
  }

  /** AnyValue, the last of its fields winning. */
  #decodeValue(): DecodedValue {
    const reader = this.#reader;
    let value: DecodedValue = null;
    this.#budget.enterMessage();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      const decoded = this.#decodeValueField(tag);
      if (decoded === undefined) reader.skip(tag & 7);
      else value = decoded;
    }
    this.#budget.leaveMessage();
    return value;
  }

  #decodeValueField(tag: number): DecodedValue | undefined {
    const reader = this.#reader;
    switch (tag) {
      case 0x0a:
        return reader.readString();
      case 0x10:
        return reader.readUint64() !== 0n;
      case 0x18:
        return BigInt.asIntN(64, reader.readUint64());
      case 0x21:
        return reader.readDouble();
      case 0x2a:
        return this.#inside(() => this.#decodeArray());
      case 0x32:
        return this.#inside(() => this.#decodeKeyValueList());
      case 0x3a:
        return reader.readBytes();
      default:
        return undefined;
    }
  }

  /** ArrayValue { values=1 } */
  #decodeArray(): DecodedValue[] {
    const values: DecodedValue[] = [];
    this.#decodeElements(() => values.push(this.#decodeValue()));
    return values;
  }

  /** KeyValueList { values=1 }. The object has no prototype, so that `__proto__` is a key like any other. */
  #decodeKeyValueList(): DecodedValue {
    const values: Record<string, DecodedValue> = Object.create(null);
    this.#decodeElements(() => this.#decodeKeyValue(values));
    return values;
  }

  #decodeElements(decodeElement: () => void): void {
    const reader = this.#reader;
    this.#budget.enterMessage();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) this.#inside(decodeElement);
      else reader.skip(tag & 7);
    }
    this.#budget.leaveMessage();
  }

  #decodeKeyValue(values: Record<string, DecodedValue>): void {
    const reader = this.#reader;
    let key = '';
    let value: DecodedValue = null;
    this.#budget.enterMessage();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) key = reader.readString();
      else if (tag === 0x12) value = this.#inside(() => this.#decodeValue());
      else reader.skip(tag & 7);
    }
    this.#budget.leaveMessage();
    values[key] = value;
  }
}

type PlainScalar = Exclude<ScalarName, 'value'>;

const readers: Readonly<Record<PlainScalar, (reader: Reader) => unknown>> = {
  string: (reader) => reader.readString(),
  bytes: (reader) => reader.readBytes(),
  id: (reader) => reader.readHex(),
  bool: (reader) => reader.readUint64() !== 0n,
  enum: (reader) => reader.readUint32() | 0,
  int32: (reader) => reader.readUint32() | 0,
  sint32: (reader) => fromZigZag(reader.readUint32()),
  uint32: (reader) => reader.readUint32(),
  int64: (reader) => BigInt.asIntN(64, reader.readUint64()),
  uint64: (reader) => reader.readUint64(),
  fixed32: (reader) => reader.readFixed32(),
  fixed64: (reader) => reader.readFixed64(),
  sfixed64: (reader) => BigInt.asIntN(64, reader.readFixed64()),
  double: (reader) => reader.readDouble(),
};

function readScalar(reader: Reader, type: PlainScalar): unknown {
  return readers[type](reader);
}

function fromZigZag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}
