// Lists of `key=value`, percent-encoded, as resource attributes and headers stand in variables. A message never shows a
// value: headers hold credentials.
import type { Reading, ValueType } from './reading.ts';
import { unusable } from './reading.ts';

const NEED_PAIRS = 'key=value,key=value with "," percent-encoded';
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Visible ASCII, tab, and what HTTP calls obs-text. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

export const resourceAttributes: ValueType = {
  name: 'key=value list',
  merges: true,
  parse: parsePairs,
  check: checkAttributes,
};

export const headers: ValueType = {
  name: 'key=value list',
  merges: true,
  parse: (text) => {
    const { value, problem } = parsePairs(text);
    return value === undefined ? { value, problem } : checkHeaders(value);
  },
  check: checkHeaders,
};

/** All or nothing: with one broken entry the whole text is not used, as the specification asks. */
function parsePairs(text: string): Reading {
  const pairs: Record<string, string> = {};
  const entries = text.split(',');
  for (let index = 0; index < entries.length; index += 1) {
    const entry = entries[index].trim();
    if (entry === '') continue;
    const equals = entry.indexOf('=');
    const key = equals < 1 ? undefined : decode(entry.slice(0, equals));
    const value = decode(entry.slice(equals + 1));
    if (key === undefined || key === '') return brokenEntry(index, 'no key, or no "="');
    if (value === undefined) return brokenEntry(index, 'a broken percent-encoding');
    pairs[key] = value;
  }
  return { value: pairs };
}

function brokenEntry(index: number, what: string): Reading {
  return { value: undefined, problem: `got an entry with ${what} (entry ${index + 1}), need ${NEED_PAIRS}` };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}

function checkHeaders(value: unknown): Reading {
  const need = 'an object of texts by header name';
  // A text may be a whole list of headers, so it is not shown.
  if (typeof value === 'string') return { value: undefined, problem: `got text, need ${need}` };
  if (!isRecord(value)) return unusable(value, need);
  const checked: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (!HEADER_NAME.test(name))
      return { value: undefined, problem: `got ${JSON.stringify(name)}, need a header name` };
    if (typeof text !== 'string') return wrongItem(name, typeof text, 'text');
    if (!HEADER_VALUE.test(text)) return wrongItem(name, 'a value with a character', 'one that a header may hold');
    checked[name.toLowerCase()] = text;
  }
  return { value: checked };
}

function checkAttributes(value: unknown): Reading {
  if (!isRecord(value)) return unusable(value, 'an object of attributes');
  const attributes: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    if (!isAttributeValue(item))
      return wrongItem(key, typeof item, 'text, a number, a boolean or an array of one of them');
    attributes[key] = Array.isArray(item) ? Object.freeze([...item]) : item;
  }
  return { value: attributes };
}

function wrongItem(key: string, got: string, need: string): Reading {
  return { value: undefined, problem: `got ${got} for ${JSON.stringify(key)}, need ${need}` };
}

function isAttributeValue(value: unknown): boolean {
  if (!Array.isArray(value)) return ['string', 'number', 'boolean'].includes(typeof value);
  const [first] = value;
  return value.every((item) => typeof item === typeof first && !Array.isArray(item) && isAttributeValue(item));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
