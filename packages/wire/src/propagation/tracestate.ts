// The `tracestate` header of W3C Trace Context Level 2, https://www.w3.org/TR/trace-context-2/#tracestate-header
// Members are kept as a flat list `[key, value, key, value, …]` in the order of the header.

/** Most members that a list may have. */
export const MAX_TRACE_STATE_MEMBERS = 32;

/** Longest text that is propagated: what the specification asks for at least. */
export const MAX_TRACE_STATE_LENGTH = 512;

/** Longest key, and longest value. */
const MAX_PART_LENGTH = 256;

/** A list that is too long loses members longer than this before it loses others. */
const LONG_MEMBER_LENGTH = 128;

/**
 * An immutable `tracestate` list. It has the shape of `TraceState` in `@opentelemetry/api`.
 *
 * A list never holds more than 32 members or 512 characters. When `set` would exceed that, members are removed from the
 * right; of a text that is too long those above 128 characters go first.
 */
export class TraceState {
  readonly #members: readonly string[];
  #text: string | undefined;

  /** @param members - keys and values in turn, already valid; use `parseTraceState` or `EMPTY_TRACE_STATE.set`. */
  constructor(members: readonly string[], text?: string) {
    this.#members = members;
    this.#text = text;
  }

  /** Number of members. */
  get size(): number {
    return this.#members.length / 2;
  }

  get(key: string): string | undefined {
    const index = indexOfKey(this.#members, key);
    return index === -1 ? undefined : this.#members[index + 1];
  }

  /** Returns a list with this member in front; this very list when key or value break the grammar. */
  set(key: string, value: string): TraceState {
    if (!isKey(key) || !isValue(value)) return this;
    const members = [key, value, ...membersWithout(this.#members, key)];
    if (members.length > 2 * MAX_TRACE_STATE_MEMBERS) members.length = 2 * MAX_TRACE_STATE_MEMBERS;
    return new TraceState(truncate(members));
  }

  /** Returns a list without this member. */
  unset(key: string): TraceState {
    return indexOfKey(this.#members, key) === -1 ? this : new TraceState(membersWithout(this.#members, key));
  }

  /** The header's text, `''` when there is no member. */
  serialize(): string {
    return (this.#text ??= formatMembers(this.#members));
  }
}

/** The list without members. */
export const EMPTY_TRACE_STATE: TraceState = new TraceState([], '');

/**
 * Parses a `tracestate` header (several headers joined by commas) by the grammar of Level 2.
 *
 * White space around members and empty members are dropped; of a key that comes twice the first member stays, because
 * the left-most is the latest. A text of more than 512 characters is truncated to whole members.
 *
 * @returns `undefined` when a member breaks the grammar or there are more than 32: the specification wants the header
 *   ignored then, and `traceparent` kept.
 */
export function parseTraceState(text: string): TraceState | undefined {
  const members: string[] = [];
  let count = 0;
  for (let start = 0; start <= text.length;) {
    const comma = text.indexOf(',', start);
    const end = comma === -1 ? text.length : comma;
    const from = skipSpace(text, start, end);
    if (from < end) {
      if (++count > MAX_TRACE_STATE_MEMBERS) return undefined;
      if (!appendMember(members, text, { from, to: trimSpace(text, from, end) })) return undefined;
    }
    start = end + 1;
  }
  return members.length === 0 ? EMPTY_TRACE_STATE : new TraceState(truncate(members));
}

function appendMember(members: string[], text: string, range: { from: number; to: number }): boolean {
  const equals = text.indexOf('=', range.from);
  if (equals === -1 || equals >= range.to) return false;
  const key = text.slice(range.from, equals);
  const value = text.slice(equals + 1, range.to);
  if (!isKey(key) || !isValue(value)) return false;
  if (indexOfKey(members, key) === -1) members.push(key, value);
  return true;
}

function skipSpace(text: string, start: number, end: number): number {
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  return start;
}

function trimSpace(text: string, start: number, end: number): number {
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

// Level 2 has one rule for all keys, which takes in the `tenant@system` keys of Level 1.
const KEY = /^[a-z0-9][a-z0-9_*/@-]*$/;

// Printable ASCII without comma and equals sign, not ending in a space.
const VALUE = /^[ -+\--<>-~]*[!-+\--<>-~]$/;

function isKey(text: string): boolean {
  return text.length <= MAX_PART_LENGTH && KEY.test(text);
}

function isValue(text: string): boolean {
  return text.length <= MAX_PART_LENGTH && VALUE.test(text);
}

function indexOfKey(members: readonly string[], key: string): number {
  for (let index = 0; index < members.length; index += 2) {
    if (members[index] === key) return index;
  }
  return -1;
}

function membersWithout(members: readonly string[], key: string): string[] {
  const index = indexOfKey(members, key);
  return index === -1 ? [...members] : [...members.slice(0, index), ...members.slice(index + 2)];
}

/** Removes whole members until the text fits, as "tracestate Limits" says: long ones first, then from the right. */
function truncate(members: string[]): string[] {
  let length = -1;
  for (const part of members) length += part.length + 1;
  for (let index = members.length - 2; index >= 0 && length > MAX_TRACE_STATE_LENGTH; index -= 2) {
    const size = members[index].length + members[index + 1].length + 1;
    if (size <= LONG_MEMBER_LENGTH) continue;
    members.splice(index, 2);
    length -= size + 1;
  }
  while (length > MAX_TRACE_STATE_LENGTH) {
    const value = members.pop() as string;
    const key = members.pop() as string;
    length -= key.length + value.length + 2;
  }
  return members;
}

function formatMembers(members: readonly string[]): string {
  let text = '';
  for (let index = 0; index < members.length; index += 2) {
    text += `${index === 0 ? '' : ','}${members[index]}=${members[index + 1]}`;
  }
  return text;
}
