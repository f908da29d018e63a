// Where the value of a `name=value` or `"name": "value"` ends. Rather too late than too early: what is cut off too much
// is a piece of text, what is cut off too little a piece of a secret.

/** From `start` up to `end`, quotes and brackets left out where they stay. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
}

const SPACES = /[ \t]{0,8}/y;
const OPENING_QUOTE = /(\\{0,7})(["'`])/y;
/** What tells that a separator ends a value and is not one of its characters: nothing, or the next pair. */
const AFTER_SEPARATOR = /\s|$|[\w.%[\]-]{1,64}\s?[=:]|[)}\]>,;&"'`]/y;
/** What is in front of the value proper: `X-Auth-Token: Bearer …`. */
const SCHEME = /(?:apikey|basic|bearer|digest|negotiate|token)[ \t]{1,4}/iy;
const SPACE_OR_QUOTE = /[\s"'`]/;
const LINE_OR_QUOTE = /[\r\n"'`]/;
const LINE_END = /[\r\n]|$/g;
const LONGEST_PARENTHESIS = 256;
const ENCODED_END = /%26|[\s&"'`<>;]|$/gi;

/**
 * The value at `from`, which may be quoted, in brackets, or bare.
 *
 * @param hasSpaces - whether a bare value goes on behind a space, as in a connection string.
 */
export function findValue(text: string, from: number, hasSpaces: boolean): ValueRange {
  const start = skipSpaces(text, from);
  const quoted = findQuoted(text, start);
  if (quoted !== undefined) return quoted;
  const bracket = text[start] === '$' ? start + 1 : start;
  if (text[bracket] === '{' || text[bracket] === '[') return { start, end: findClosing(text, bracket) };
  return { start, end: findBareEnd(text, start, hasSpaces ? LINE_OR_QUOTE : SPACE_OR_QUOTE) };
}

/** The value of a header: the rest of the line, or of the quoted text that begins with the header. */
export function findHeaderValue(text: string, from: number, before: string): ValueRange {
  const start = skipSpaces(text, from);
  const quoted = findQuoted(text, start);
  if (quoted !== undefined) return quoted;
  const lineEnd = searchFrom(LINE_END, text, start);
  const quote = /["'`]/.test(before) ? text.slice(start, lineEnd).indexOf(before) : -1;
  return { start, end: quote === -1 ? lineEnd : start + quote };
}

/** The value after `%3D`, in a URL inside of a URL. */
export function findEncodedValue(text: string, start: number): ValueRange {
  return { start, end: searchFrom(ENCODED_END, text, start) };
}

function skipSpaces(text: string, from: number): number {
  SPACES.lastIndex = from;
  SPACES.test(text);
  return SPACES.lastIndex;
}

function searchFrom(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function findQuoted(text: string, at: number): ValueRange | undefined {
  OPENING_QUOTE.lastIndex = at;
  const opening = OPENING_QUOTE.exec(text);
  if (opening === null) return undefined;
  const [whole, backslashes, quote] = opening;
  const start = at + whole.length;
  return { start, end: backslashes === '' ? findQuote(text, start, quote) : findEscapedQuote(text, start, whole) };
}

/** The next quote that is neither escaped nor doubled. */
function findQuote(text: string, from: number, quote: string): number {
  for (let end = text.indexOf(quote, from); end !== -1; end = text.indexOf(quote, end + 1)) {
    if (text[end + 1] === quote && end > from) end++;
    else if (backslashesBefore(text, end) % 2 === 0) return end;
  }
  return text.length;
}

/** In a text inside of a text, the next quote that is escaped no more than the first. */
function findEscapedQuote(text: string, from: number, opening: string): number {
  const quote = opening.at(-1) as string;
  for (let end = text.indexOf(quote, from); end !== -1; end = text.indexOf(quote, end + 1)) {
    const escapes = backslashesBefore(text, end);
    if (escapes < opening.length) return end - escapes;
  }
  return text.length;
}

function backslashesBefore(text: string, at: number): number {
  let count = 0;
  while (text[at - 1 - count] === '\\') count++;
  return count;
}

/** Behind the bracket that closes the one at `open`. */
function findClosing(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    const character = text[index];
    if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return index + 1;
  }
  return text.length;
}

function findBareEnd(text: string, start: number, ends: RegExp): number {
  SCHEME.lastIndex = start;
  const first = SCHEME.test(text) ? SCHEME.lastIndex : start;
  for (let index = first; index < text.length; index++) {
    const character = text[index];
    if (ends.test(character)) return index;
    if (character === '(') index = skipParenthesis(text, index);
    else if (/[,;&|)}\]>]/.test(character) && endsValue(text, index + 1)) return index;
  }
  return text.length;
}

function endsValue(text: string, from: number): boolean {
  AFTER_SEPARATOR.lastIndex = from;
  return AFTER_SEPARATOR.test(text);
}

/** At the bracket that closes, where that is near; else still at the opening one. */
function skipParenthesis(text: string, open: number): number {
  const length = text.slice(open, open + LONGEST_PARENTHESIS).indexOf(')');
  return length === -1 ? open : open + length;
}
