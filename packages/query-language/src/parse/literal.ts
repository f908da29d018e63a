// How values are written: bare or quoted, with escapes, with stars. Reading and writing stand together, because one must undo
// the other.
//
// In quotes and outside, a backslash before anything but a letter or digit makes it ordinary (`\*`, `\"`, `\ `); before a letter
// or digit it is a backslash. In quotes `\n`, `\r`, `\t` and `\uXXXX` are characters.

/** A value as it was written, before anybody asks what it stands beside. */
export interface Literal {
  readonly quoted: boolean;
  /** The text without quotes, escapes as they were written. For regular expressions and `LIKE`, which have escapes of their own. */
  readonly raw: string;
  /** The unescaped parts between stars: one, if there is no star. */
  readonly segments: readonly string[];
}

/** Words that are, or may be, something else than text when they stand without quotes. */
const KEYWORD = /^(and|or|not|null|true|false|in|exists|contains|i?like|between|by|having)$/i;
const PLAIN_TEXT = /^[A-Za-z_/][\w./:@-]*$/;
const PLAIN_GLOB = /^[\w./:@*-]+$/;
const NAMED_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const ESCAPE_NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Whether a quoted text lacks its closing quote. */
export function isUnclosed(source: string): boolean {
  let offset = 1;
  while (offset < source.length && source[offset] !== source[0]) offset += source[offset] === '\\' ? 2 : 1;
  return offset >= source.length;
}

/** The value that `source` writes. */
export function readLiteral(source: string): Literal {
  const quoted = source.startsWith('"') || source.startsWith("'");
  const content = quoted ? source.slice(1, -1) : source;
  return { quoted, raw: content.replaceAll(/\\([\s\S])/g, unescapeQuote), segments: readSegments(content, quoted) };
}

function unescapeQuote(escape: string, character: string): string {
  return character === '"' || character === "'" ? character : escape;
}

function readSegments(content: string, quoted: boolean): string[] {
  const segments = [''];
  for (const [part] of content.matchAll(/\\u[0-9a-fA-F]{4}|\\[\s\S]|[\s\S]/g)) {
    if (part === '*') segments.push('');
    else segments[segments.length - 1] += part.length > 1 ? unescape(part, quoted) : part;
  }
  return segments;
}

function unescape(escape: string, quoted: boolean): string {
  const character = escape[1];
  if (!/[A-Za-z0-9]/.test(character)) return escape.slice(1);
  if (!quoted) return escape;
  if (escape.length > 2) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  return NAMED_ESCAPES[character] ?? escape;
}

/** Whether the text has a meaning of its own in some place. */
export function isKeyword(text: string): boolean {
  return KEYWORD.test(text);
}

/** How text is written so that it is read as this text, whatever it contains. */
export function formatText(text: string, style: 'shortest' | 'quoted' = 'shortest'): string {
  const isPlain = style === 'shortest' && PLAIN_TEXT.test(text) && !isKeyword(text);
  return isPlain ? text : `"${escapeText(text)}"`;
}

/** How text with stars between the segments is written. */
export function formatGlob(segments: readonly string[], style: 'shortest' | 'quoted' = 'shortest'): string {
  const plain = segments.join('*');
  const hasStar = segments.some((segment) => segment.includes('*'));
  const isPlain = style === 'shortest' && PLAIN_GLOB.test(plain) && !hasStar;
  return isPlain ? plain : `"${segments.map(escapeText).join('*')}"`;
}

/** How a regular expression or a pattern of `LIKE` is written. */
export function formatRaw(raw: string): string {
  return `"${raw.replaceAll(/\\[\s\S]|"/g, (part) => (part === '"' ? '\\"' : part))}"`;
}

function escapeText(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[\\"*]|[\0-\x1f\x7f]/g, (character) => {
    if (/[\\"*]/.test(character)) return `\\${character}`;
    return ESCAPE_NAMES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
