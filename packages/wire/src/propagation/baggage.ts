// The `baggage` header of W3C Baggage, https://www.w3.org/TR/baggage/ (text of 2025-06: the limits are 64 members and
// 8,192 bytes for the whole header; the older limit of 4,096 bytes for one member is gone, so there is none here).
import { formatBaggageText, parseBaggageValue } from './baggage-text.ts';

/** Most members that a header may have. */
export const MAX_BAGGAGE_MEMBERS = 64;

/** Most bytes that a header may have. */
export const MAX_BAGGAGE_BYTES = 8192;

/** The value of one baggage member. */
export interface BaggageEntry {
  /** The value, decoded. */
  readonly value: string;
  /** Properties as they stand in the header, without the first `;`: `'ttl=5;private'`. `''` for none. */
  readonly metadata: string;
}

/** What a baggage header held. */
export interface BaggageEntries {
  /** Members by key, in the order of the header. */
  readonly entries: ReadonlyMap<string, BaggageEntry>;
  /** Members left out because they are malformed or above a limit. */
  readonly droppedCount: number;
}

/** Counts what `formatBaggage` leaves out. */
export interface BaggageDrops {
  count: number;
}

/**
 * Parses a `baggage` header (several headers joined by commas).
 *
 * Whole members are dropped and counted: malformed ones, those behind the 64th, and those that would take the sum of the
 * members above 8,192 bytes. Of a key that comes twice the last value stays, as in other OpenTelemetry SDKs. Keys are
 * tokens and never decoded; values are. A value may hold characters that should have been encoded (a space, a quote),
 * but no control characters.
 */
export function parseBaggage(text: string): BaggageEntries {
  const entries = new Map<string, BaggageEntry>();
  let droppedCount = 0;
  let count = 0;
  let bytes = 0;
  for (let start = 0; start <= text.length;) {
    const comma = text.indexOf(',', start);
    const end = comma === -1 ? text.length : comma;
    const member = trimSpace(text.slice(start, end));
    start = end + 1;
    if (member === '') continue;
    const size = member.length + (count === 0 ? 0 : 1);
    const fits = count < MAX_BAGGAGE_MEMBERS && bytes + size <= MAX_BAGGAGE_BYTES;
    if (fits && addMember(entries, member)) {
      count++;
      bytes += size;
    } else droppedCount++;
  }
  return { entries, droppedCount };
}

// RFC 9110's token.
const KEY = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

// Printable characters without the delimiters `,` and `;`, and the horizontal tab.
const VALUE = /^[\t -+\--:<-~\u0080-\uffff]*$/;

const METADATA = /^[\t -+\--~\u0080-\uffff]*$/;

function addMember(entries: Map<string, BaggageEntry>, member: string): boolean {
  const semicolon = member.indexOf(';');
  const pair = semicolon === -1 ? member : member.slice(0, semicolon);
  const equals = pair.indexOf('=');
  if (equals === -1) return false;
  const key = trimSpace(pair.slice(0, equals));
  const value = trimSpace(pair.slice(equals + 1));
  const metadata = semicolon === -1 ? '' : trimSpace(member.slice(semicolon + 1));
  if (!KEY.test(key) || !VALUE.test(value) || !METADATA.test(metadata)) return false;
  entries.set(key, { value: parseBaggageValue(value), metadata });
  return true;
}

/** Removes spaces and tabs at both ends; `trim()` would take line breaks and Unicode's spaces too. */
function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/**
 * Formats a `baggage` header, `''` when nothing is left to send.
 *
 * Left out and counted: keys that are not tokens (the header has no way to encode them), members behind the 64th, and
 * members that would take the header above 8,192 bytes. Values are percent-encoded where the grammar asks for it;
 * metadata keeps its form, but for characters that would break the header.
 *
 * @param drops - its `count` grows by the number of members left out.
 */
export function formatBaggage(entries: Iterable<readonly [string, BaggageEntry]>, drops?: BaggageDrops): string {
  let text = '';
  let count = 0;
  for (const [key, entry] of entries) {
    const member = formatMember(key, entry);
    const size = member.length + (count === 0 ? 0 : 1);
    if (member === '' || count === MAX_BAGGAGE_MEMBERS || text.length + size > MAX_BAGGAGE_BYTES) {
      if (drops !== undefined) drops.count++;
      continue;
    }
    text += count === 0 ? member : `,${member}`;
    count++;
  }
  return text;
}

function formatMember(key: string, { value, metadata }: BaggageEntry): string {
  if (!KEY.test(key)) return '';
  const member = `${key}=${formatBaggageText(value, 'value')}`;
  return metadata === '' ? member : `${member};${formatBaggageText(metadata, 'metadata')}`;
}
