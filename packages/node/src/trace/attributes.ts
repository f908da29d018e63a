// Attributes of spans, events and links: `[key, value, key, value, …]` with the last write winning. For the dozen
// attributes that a span has, a linear search over one flat array beats a Map in time and in memory.
import type { Attributes } from '@opentelemetry/api';
import { redactText, redactValue } from '../redaction/redact.ts';
import { isSensitiveKey, REDACTED } from '../redaction/sensitive-keys.ts';
import { copyComposite } from './attribute-value.ts';

/** What an attribute list may hold: how many pairs, and how long a text. */
export interface AttributeBounds {
  readonly countLimit: number;
  readonly lengthLimit: number;
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
  const clean = cleanValue(key, value, bounds.lengthLimit);
  if (clean === undefined) return 0;
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

function cleanValue(key: string, value: unknown, lengthLimit: number): unknown {
  switch (typeof value) {
    case 'string':
      return isSensitiveKey(key) ? REDACTED : cleanText(value, lengthLimit);
    case 'number':
    case 'boolean':
      return isSensitiveKey(key) ? REDACTED : value;
    case 'bigint':
      return value;
    case 'object':
      return isSensitiveKey(key) ? REDACTED : redactValue(copyComposite(value, lengthLimit));
    default:
      return undefined;
  }
}

/** A text as it may leave the process: without secrets, and no longer than the limit. */
export function cleanText(text: string, lengthLimit: number): string {
  // Redacted first: a cut through a secret would leave a half that no pattern knows.
  const clean = redactText(text);
  return clean.length > lengthLimit ? clean.slice(0, lengthLimit) : clean;
}
