import { cleanText } from '../redaction/clean-text.ts';
import { redactText } from '../redaction/redact.ts';
import { isSensitiveName, REDACTED } from '../redaction/sensitive-names.ts';

const MAX_DEPTH = 8;
const MAX_ITEMS = 1024;

/** Names of command line arguments and raw headers, whose values are the next item of the list. */
const NAMES_NEXT_ITEM = /^(?:--?[A-Za-z][\w-]*|(?:proxy-)?authorization|(?:set-)?cookie|x-[\w-]+)$/i;

/**
 * A private copy of an array, map or bytes given as an attribute, as it may leave the process: secrets redacted, texts
 * cut to the limit. What OTLP cannot hold (functions, symbols, class instances) is left out, what is nested too deeply
 * is empty.
 *
 * @returns `undefined` where nothing is left.
 */
export function cleanComposite(value: object | null, lengthLimit: number): unknown {
  try {
    return cleanNested(value, lengthLimit, 0);
  } catch {
    // A getter or a proxy of the application failed.
    return undefined;
  }
}

function cleanNested(value: unknown, lengthLimit: number, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value, lengthLimit);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return null;
  if (value instanceof Uint8Array) return cleanBytes(value, lengthLimit);
  return Array.isArray(value) ? cleanArray(value, lengthLimit, depth) : cleanObject(value, lengthLimit, depth);
}

/** A text may come as bytes: latin1 has a character for each, so that other bytes come back as they were. */
function cleanBytes(value: Uint8Array, lengthLimit: number): Uint8Array {
  const text = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1');
  const clean = cleanText(text, lengthLimit);
  return clean === text ? new Uint8Array(value) : new Uint8Array(Buffer.from(clean, 'latin1'));
}

function cleanArray(values: readonly unknown[], lengthLimit: number, depth: number): unknown[] {
  const items = values.slice(0, MAX_ITEMS);
  return items.map((item, index) =>
    namesNextItem(items[index - 1]) ? REDACTED : (cleanNested(item, lengthLimit, depth + 1) ?? null),
  );
}

function namesNextItem(item: unknown): boolean {
  return typeof item === 'string' && NAMES_NEXT_ITEM.test(item) && isSensitiveName(item);
}

function cleanObject(value: object, lengthLimit: number, depth: number): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).slice(0, MAX_ITEMS)) {
    const item = (value as Record<string, unknown>)[key];
    const clean = isSecret(key, item) ? REDACTED : cleanNested(item, lengthLimit, depth + 1);
    if (clean !== undefined) result[redactText(key)] = clean;
  }
  return result;
}

/** Whether there is something is no secret; what it is, is. */
function isSecret(key: string, value: unknown): boolean {
  return typeof value !== 'boolean' && value !== null && value !== undefined && isSensitiveName(key);
}
