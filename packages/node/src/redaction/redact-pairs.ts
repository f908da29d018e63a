// Secrets that are known by their names: `password=…`, `"token": "…"`, `Authorization: …`, `?sig=…`, `%3Ftoken%3D…`.
//
// Whether a value is secret is decided before its end is looked for, except where it is short: looking for the end of
// what then stays would make the time grow with the square of the text.
import { findEncodedValue, findHeaderValue, findValue, type ValueRange } from './pair-value.ts';
import { isSensitiveName, mayHoldSensitiveName, REDACTED } from './sensitive-names.ts';
import { isWordCode } from './word-code.ts';

const DELIMITER = /[=:]|%3d/gi;
const MAX_NAME_LENGTH = 64;
/** Between a name and its delimiter: quotes, with backslashes, and spaces. */
const LONGEST_GAP = 12;

/** The rest of the line belongs to these. */
const HEADER = /^(?:(?:proxy-|x-)?authorization|(?:set-)?cookie)$/i;

/** Secret wherever they are named. */
const SECRET_PARAMETER =
  /^(?:client_assertion|code_verifier|device_code|id_token_hint|jsessionid|phpsessid|samlresponse|x-(?:amz|goog)-signature)$/i;

/** Secret with `=`, ordinary words with `:`. */
const SECRET_ASSIGNED = /^(?:assertion|pass|sig|signature)$/i;

/** What goes with the authorization code of OAuth, and not with the code of a country. */
const OAUTH = /\bstate=|authorization_code|redirect_uri|code_verifier|oauth|callback/i;

const RANDOM_TEXT = /(?=[\w-]{0,64}\d)(?=[\w-]{0,64}[A-Za-z])[\w-]{20,256}(?![\w-])/y;
const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![\w-])/iy;

const LONGEST_PLACEHOLDER = 64;
const PLACEHOLDER =
  /^(?:\?|\$\d+|[:@]p?\d+|%s|%\(\w+\)s|\$\{[^{}]*\}|\{\{[^{}]*\}\}|\{\w*\}|null|nil|none|undefined|true|false|\*+|\W?REDACTED\W?)$/i;

/** Values after `token:` that are shorter and without a digit are prose. */
const SHORTEST_TOKEN = 20;

/** A name, a delimiter, and where the value begins. */
interface NamedValue {
  readonly name: string;
  /** The character before the name, `''` at the start of the text. */
  readonly before: string;
  /** `=`, `:` or `%3D`. */
  readonly delimiter: string;
  readonly from: number;
  /** Whether it is a parameter of a URL or a form. */
  readonly isQuery: boolean;
  /** Whether it follows a semicolon, as the parts of a connection string do. */
  readonly inList: boolean;
}

/** `text` with the value of every name that means a secret replaced. */
export function redactPairs(text: string): string {
  // Fast path: no name in it means a secret.
  return mayHoldSensitiveName(text) ? new PairFinder(text).redact() : text;
}

class PairFinder {
  readonly #text: string;
  #oauth: boolean | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  redact(): string {
    let result = '';
    let copied = 0;
    const text = this.#text;
    DELIMITER.lastIndex = 0;
    for (let match = DELIMITER.exec(text); match !== null; match = DELIMITER.exec(text)) {
      const range = this.#findSecret(match.index, match[0]);
      if (range === undefined) continue;
      result += text.slice(copied, range.start) + REDACTED;
      copied = range.end;
      DELIMITER.lastIndex = range.end;
    }
    return copied === 0 ? text : result + text.slice(copied);
  }

  #findSecret(at: number, delimiter: string): ValueRange | undefined {
    const text = this.#text;
    const end = nameEnd(text, at);
    const start = nameStart(text, end);
    if (start === end) return undefined;
    const before = text.charAt(start - 1);
    const isQuery = delimiter !== ':' && (before === '' || before === '?' || before === '&');
    const inList = before === ';' || (before === ' ' && text.charAt(start - 2) === ';');
    const named = { name: text.slice(start, end), before, delimiter, from: at + delimiter.length, isQuery, inList };
    if (!this.#meansSecret(named)) return undefined;
    const range = findRange(text, named);
    return range.end > range.start && isSecret(text, range, named) ? range : undefined;
  }

  #meansSecret({ name, before, delimiter, from, isQuery }: NamedValue): boolean {
    switch (name.toLowerCase()) {
      case 'code':
        return (isQuery || before === '"') && this.#isOAuth();
      case 'key':
      case 'auth':
        return isQuery && isRandomText(this.#text, from);
      case 'pwd':
      case 'oldpwd':
        // The shell's own is a directory.
        return this.#text.charAt(from) !== '/';
      default:
        if (delimiter !== ':')
          return isSensitiveName(name) || SECRET_PARAMETER.test(name) || SECRET_ASSIGNED.test(name);
        return !this.#text.startsWith('//', from) && (isSensitiveName(name) || SECRET_PARAMETER.test(name));
    }
  }

  #isOAuth(): boolean {
    return (this.#oauth ??= OAUTH.test(this.#text));
  }
}

function findRange(text: string, { name, before, delimiter, from, isQuery, inList }: NamedValue): ValueRange {
  if (delimiter.length > 1) return findEncodedValue(text, from);
  return HEADER.test(name) && !isQuery ? findHeaderValue(text, from, before) : findValue(text, from, inList);
}

function isSecret(text: string, { start, end }: ValueRange, { name, delimiter, from }: NamedValue): boolean {
  if (end - start > LONGEST_PLACEHOLDER) return true;
  const value = text.slice(start, end);
  const lower = name.toLowerCase();
  if (PLACEHOLDER.test(value) || [`:${lower}`, `@${lower}`].includes(value.toLowerCase())) return false;
  const isProse = lower === 'token' && delimiter === ':' && !/["'`]/.test(text.slice(from, start));
  return !isProse || value.length >= SHORTEST_TOKEN || /\d/.test(value);
}

function isRandomText(text: string, at: number): boolean {
  RANDOM_TEXT.lastIndex = at;
  UUID.lastIndex = at;
  return RANDOM_TEXT.test(text) && !UUID.test(text);
}

/** Behind the name that `at` follows: spaces, quotes and brackets skipped. */
function nameEnd(text: string, at: number): number {
  let end = at;
  const limit = Math.max(0, at - LONGEST_GAP);
  while (end > limit && !isWordCode(text.charCodeAt(end - 1)) && /[\s"'`\\\]]/.test(text[end - 1])) end--;
  return text.slice(Math.max(0, end - 3), end).toLowerCase() === '%5d' ? end - 3 : end;
}

function nameStart(text: string, end: number): number {
  const limit = Math.max(0, end - MAX_NAME_LENGTH);
  let start = end;
  while (start > limit && isWordCode(text.charCodeAt(start - 1))) start--;
  return start;
}
