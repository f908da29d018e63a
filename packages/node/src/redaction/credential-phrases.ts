// Credentials that follow a word: `Bearer …`, `--password …`, `IDENTIFIED BY '…'`, `<password>…</password>`.
import { isSensitiveName, REDACTED } from './sensitive-names.ts';

/** In front of a token, or of a flag. */
const MARK = /earer |asic |EARER |ASIC | -/;

/** Words do not have digits, and are not this long. */
const BEARER = /\b(bearer[ \t]{1,4})(?=[^\s]{0,40}\d|[\w.~+/-]{20})[\w.~+/-]{6,}=*/gi;
const BASIC = /\b(basic[ \t]{1,4})([\w+/-]{4,}={0,2})/gi;

const FLAG_VALUE = `("[^"]*"?|'[^']*'?|[^\\s"'-]\\S*)`;
const LONG_FLAG = new RegExp(`(?<![\\w-])(--?[A-Za-z][\\w-]{0,40}[ \\t]{1,4})${FLAG_VALUE}`, 'g');

/** Flags that mean a password to these programs, and something else to others. */
const SHORT_FLAGS: readonly RegExp[] = [
  compileShortFlag('mysql\\w{0,10}|mariadb[\\w-]{0,10}|mongo\\w{0,10}|sshpass|docker login', 'p'),
  compileShortFlag('ipmitool', 'P'),
  compileShortFlag('redis-cli', 'a'),
  compileShortFlag('curl', 'u'),
  compileShortFlag('ldap\\w{3,10}', 'w'),
];

/** A space or a bracket stands between, else the quote is the one that closes `'password'`. */
const SQL_PASSWORD =
  /\b((?:password|identified\s{1,4}by(?:\s{1,4}password)?)(?:\s{1,4}|\s{0,4}\(\s{0,4}))('(?:[^']|'')*'?|"[^"]*"?)/gi;

const ELEMENT = /(<([\w:.-]{1,64})(?:\s[^<>]{0,200})?>)[^<>]+(?=<\/)/g;

/** `text` without the credentials that follow a word and a space. */
export function redactPhrases(text: string): string {
  // Fast path: one word.
  if (!text.includes(' ')) return text;
  let result = MARK.test(text) ? redactFlags(redactSchemes(text)) : text;
  if (text.includes("'") || text.includes('"')) result = result.replace(SQL_PASSWORD, `$1'${REDACTED}'`);
  return result;
}

/** `text` without the contents of XML elements whose names mean a secret. */
export function redactElements(text: string): string {
  if (!text.includes('</')) return text;
  return text.replace(ELEMENT, (whole, tag: string, name: string) => (isSensitiveName(name) ? tag + REDACTED : whole));
}

function redactSchemes(text: string): string {
  return text
    .replace(BEARER, `$1${REDACTED}`)
    .replace(BASIC, (whole, scheme: string, value: string) => (isUserAndPassword(value) ? scheme + REDACTED : whole));
}

function isUserAndPassword(base64: string): boolean {
  return Buffer.from(base64, 'base64').includes(':');
}

function redactFlags(text: string): string {
  let result = text.replace(LONG_FLAG, (whole, flag: string) => (isSensitiveName(flag) ? flag + REDACTED : whole));
  for (const pattern of SHORT_FLAGS) result = result.replace(pattern, `$1${REDACTED}`);
  return result;
}

function compileShortFlag(programs: string, flag: string): RegExp {
  return new RegExp(`\\b((?:${programs})\\b[^\\n;|&]{0,120}?\\s-${flag} ?)${FLAG_VALUE}`, 'g');
}
