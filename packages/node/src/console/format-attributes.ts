import type { DecodedAttribute, DecodedValue } from '@throughline/wire/decode';
import { plainText, widthOf } from './plain-text.ts';

const MAX_VALUE_COLUMNS = 60;
const MAX_KEY_COLUMNS = 60;
const MAX_ITEMS = 8;
/** For the number of attributes that do not fit. */
const RESERVE = ' +99'.length;
/** Shown after everything else: the same for every span of a connection, or of interest to machines only. */
const SECONDARY = /^(network\.|client\.|user_agent\.|thread\.|server\.|url\.scheme$|telemetry\.|code\.)/;

/** As many attributes as fit `columns`, `key=value`, and how many do not. */
export function formatAttributes(attributes: readonly DecodedAttribute[], columns: number): string {
  const ordered = [
    ...attributes.filter(({ key }) => !SECONDARY.test(key)),
    ...attributes.filter(({ key }) => SECONDARY.test(key)),
  ];
  let line = '';
  for (const [index, { key, value }] of ordered.entries()) {
    const pair = plainText(`${plainText(key, MAX_KEY_COLUMNS)}=${formatValue(value)}`, columns - RESERVE);
    const next = line === '' ? pair : `${line} ${pair}`;
    if (index > 0 && widthOf(next) > columns - RESERVE) return `${line} +${ordered.length - index}`;
    line = next;
  }
  return line;
}

/** A value on one line, cut off after 60 characters. Text with blanks is quoted. */
export function formatValue(value: DecodedValue): string {
  const text = typeof value === 'string' ? value : describe(value);
  const plain = plainText(text, MAX_VALUE_COLUMNS);
  return typeof value === 'string' && /^$|[\s"=]/.test(plain) ? `"${plain}"` : plain;
}

function describe(value: DecodedValue): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  if (Array.isArray(value)) return `[${join(value.map(describe))}]`;
  return `{${join(Object.entries(value).map(([key, item]) => `${key}: ${describe(item)}`))}}`;
}

function join(items: readonly string[]): string {
  return items.length <= MAX_ITEMS ? items.join(', ') : `${items.slice(0, MAX_ITEMS).join(', ')}, …`;
}
