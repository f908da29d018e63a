// Attributes of spans, events and links: `[key, value, key, value, …]` with the last write winning. For the dozen
// attributes that a span has, a linear search over one flat array beats a Map in time and in memory.
import type { Attributes } from '@opentelemetry/api';
import { report } from '../diagnostics/reporter.ts';
import { cleanText } from '../redaction/clean-text.ts';
import { redactText } from '../redaction/redact.ts';
import { classifyKey, PLAIN_KEY, SECRET_KEY } from '../redaction/sensitive-keys.ts';
import { REDACTED } from '../redaction/sensitive-names.ts';
import { cleanComposite } from './attribute-value.ts';

/** What an attribute list may hold: how many pairs, and how long a text. */
export interface AttributeBounds {
  readonly countLimit: number;
  readonly lengthLimit: number;
}

/** Attributes as a list `[key, value, …]` and as the bytes of a span. */
export interface AttributeBlock {
  readonly list: readonly unknown[];
  readonly encoded: Uint8Array;
}

/** A shared empty list. Never written to. */
export const NO_ATTRIBUTES: unknown[] = [];

/**
 * Sets one attribute in a flat list: checked, redacted, cut to the limit.
 *
 * @returns how many attributes were dropped: 0, or 1 where the list is full.
 */
export function setAttribute(list: unknown[], key: string, value: unknown, bounds: AttributeBounds): number {
  if (typeof key !== 'string' || key === '') return 0;
  const keyClass = classifyKey(key);
  const clean = keyClass === PLAIN_KEY ? cleanValue(value, bounds.lengthLimit) : hideValue(value);
  if (clean === undefined) return reportInvalid(key, value);
  if (keyClass === SECRET_KEY) key = redactText(key);
  for (let index = 0; index < list.length; index += 2) {
    if (list[index] === key) {
      list[index + 1] = clean;
      return 0;
    }
  }
  if (list.length >= 2 * bounds.countLimit) return 1;
  list.push(key, clean);
  return 0;
}

/** A flat list of an attributes object, and how many of them did not fit. */
export function flattenAttributes(
  attributes: Attributes | undefined,
  bounds: AttributeBounds,
): { list: unknown[]; dropped: number } {
  if (attributes === undefined || attributes === null) return { list: NO_ATTRIBUTES, dropped: 0 };
  const list: unknown[] = [];
  let dropped = 0;
  for (const key of Object.keys(attributes)) dropped += setAttribute(list, key, attributes[key], bounds);
  return { list, dropped };
}

/** The attributes object of a flat list. */
export function toAttributes(list: readonly unknown[]): Attributes {
  const attributes: Attributes = {};
  for (let index = 0; index < list.length; index += 2) attributes[list[index] as string] = list[index + 1];
  return attributes;
}

/** The value of `key` in a flat list. */
export function findAttribute(list: readonly unknown[], key: string): unknown {
  for (let index = 0; index < list.length; index += 2) if (list[index] === key) return list[index + 1];
  return undefined;
}

function cleanValue(value: unknown, lengthLimit: number): unknown {
  switch (typeof value) {
    case 'string':
      return cleanText(value, lengthLimit);
    case 'number':
    case 'boolean':
    case 'bigint':
      return value;
    case 'object':
      return cleanComposite(value, lengthLimit);
    default:
      return undefined;
  }
}

/** Whether there is a secret is none itself: `password.required = true` stays. */
function hideValue(value: unknown): unknown {
  return value === undefined || value === null || typeof value === 'boolean' ? value : REDACTED;
}

/** `undefined` is a usual way to say "nothing"; anything else that cannot be an attribute is a mistake. */
function reportInvalid(key: string, value: unknown): number {
  if (value !== undefined) {
    const message = `cannot set attribute "${key}": got ${nameKind(value)}, need text, number, boolean, bytes, array or plain object`;
    report('warn', message, 'attribute-value');
  }
  return 0;
}

function nameKind(value: unknown): string {
  if (typeof value !== 'object') return typeof value;
  try {
    return value?.constructor?.name ?? 'object';
  } catch {
    // A proxy of the application that cannot be read at all.
    return 'object';
  }
}
