// Reads OTLP/JSON into the objects that `decodeMessage` returns, so that both forms of a request end up the same.
// Unknown names are ignored, `null` stands for an absent field, enums must be numbers (OTLP), 64-bit integers may be
// text or numbers (protobuf).
import { WireError } from '../errors.ts';
import { Budget } from '../protobuf/decode-message.ts';
import type { DecodeLimits } from '../protobuf/decode-message.ts';
import type { DecodedValue, Field, MessageType, NamedField, ScalarName } from '../protobuf/message-type.ts';
import { parseJsonScalar } from './parse-scalar.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Parses one message from OTLP/JSON, given as text or as what `JSON.parse` made of it.
 *
 * @throws {@link WireError} `TL_WIRE_JSON` for text that is no JSON and for values of the wrong kind,
 *   `TL_WIRE_NESTING` and `TL_WIRE_LIMIT` above the limits.
 */
export function parseMessageJson<T extends object>(source: unknown, type: MessageType<T>, limits?: DecodeLimits): T {
  const json = typeof source === 'string' ? parseJson(source) : source;
  return new JsonReader(limits).parseMessage(json, type, 'request') as T;
}

/** `JSON.parse` with the error of this package. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireError('TL_WIRE_JSON', `cannot parse JSON: got ${(cause as Error).message}, need JSON text`, {
      cause,
    });
  }
}

class JsonReader {
  readonly #budget: Budget;

  constructor(limits: DecodeLimits | undefined) {
    this.#budget = new Budget(limits);
  }

  parseMessage(json: unknown, type: MessageType<object>, name: string): object {
    const source = asObject(json, name);
    this.#budget.enterMessage();
    const message: Record<string, unknown> = { ...type.initial };
    for (const field of type.fields) {
      const value = Object.hasOwn(source, field.name) ? source[field.name] : undefined;
      if (value !== undefined && value !== null) message[field.name] = this.#parseField(value, field);
    }
    this.#budget.leaveMessage();
    return message;
  }

  #parseField(json: unknown, field: NamedField): unknown {
    if (!field.repeated) return this.#parseOne(json, field.type, field.name);
    const items = asList(json, field.name);
    return items.length === 0 ? field.initial : items.map((item) => this.#parseItem(item, field));
  }

  #parseItem(json: unknown, field: NamedField): unknown {
    if (typeof field.type === 'string') this.#budget.countElement();
    return this.#parseOne(json, field.type, field.name);
  }

  #parseOne(json: unknown, type: Field['type'], name: string): unknown {
    if (typeof type !== 'string') return this.parseMessage(json, type, name);
    return type === 'value' ? this.#parseValue(json) : parseJsonScalar(json, type, name);
  }

  #parseValue(json: unknown): DecodedValue {
    const source = asObject(json, 'value');
    this.#budget.enterMessage();
    let found: string | undefined;
    for (const name of valueNames) {
      if (!Object.hasOwn(source, name) || source[name] === null) continue;
      if (found !== undefined) throw wrongJson('value', `both ${found} and ${name}`, 'one of them');
      found = name;
    }
    const value = found === undefined ? null : this.#parseValueMember(found as ValueName, source[found]);
    this.#budget.leaveMessage();
    return value;
  }

  #parseValueMember(name: ValueName, json: unknown): DecodedValue {
    const type = valueMembers[name];
    if (type !== 'list' && type !== 'map') return parseJsonScalar(json, type, name) as DecodedValue;
    const source = asObject(json, name);
    const items = source.values === undefined || source.values === null ? [] : asList(source.values, name);
    this.#budget.enterMessage();
    const value = type === 'list' ? items.map((item) => this.#parseValue(item)) : this.#parseMap(items);
    this.#budget.leaveMessage();
    return value;
  }

  #parseMap(items: readonly unknown[]): DecodedValue {
    const values: Record<string, DecodedValue> = Object.create(null);
    for (const item of items) {
      const { key, value } = asObject(item, 'kvlistValue');
      this.#budget.enterMessage();
      const name = key === undefined || key === null ? '' : parseJsonScalar(key, 'string', 'key');
      values[name as string] = value === undefined || value === null ? null : this.#parseValue(value);
      this.#budget.leaveMessage();
    }
    return values;
  }
}

const valueMembers = {
  stringValue: 'string',
  boolValue: 'bool',
  intValue: 'int64',
  doubleValue: 'double',
  arrayValue: 'list',
  kvlistValue: 'map',
  bytesValue: 'bytes',
} as const satisfies Record<string, ScalarName | 'list' | 'map'>;

type ValueName = keyof typeof valueMembers;

const valueNames = Object.keys(valueMembers);

function asObject(json: unknown, name: string): JsonObject {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as JsonObject;
  throw wrongJson(name, describe(json), 'an object');
}

function asList(json: unknown, name: string): readonly unknown[] {
  if (Array.isArray(json)) return json;
  throw wrongJson(name, describe(json), 'an array');
}

function describe(json: unknown): string {
  if (json === null) return 'null';
  return Array.isArray(json) ? 'an array' : typeof json;
}

function wrongJson(name: string, got: string, need: string): WireError {
  return new WireError('TL_WIRE_JSON', `cannot parse ${name}: got ${got}, need ${need}`);
}
