// Names whose values are secrets whatever they look like. Asked for each attribute, so the answer is remembered by key.

/** What stands where a secret stood. */
export const REDACTED = '[REDACTED]';

/** A name is sensitive if one of its parts, or two in a row, is one of these. */
const SENSITIVE_WORDS: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'secrets',
  'credential',
  'credentials',
  'authorization',
  'cookie',
  'cookies',
  'apikey',
  'privatekey',
  'accesskey',
  'secretkey',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'authtoken',
  'sessiontoken',
  'csrftoken',
  'bearertoken',
  'token',
  'jwt',
]);

const MAX_REMEMBERED = 2000;
const remembered = new Map<string, boolean>();
let additional: ReadonlySet<string> = new Set();
let active = true;

/** Sets whether names are looked at, and further names (compared without case, dots, dashes and underscores). */
export function configureSensitiveKeys(enabled: boolean, keys: readonly string[] = []): void {
  active = enabled;
  additional = new Set(keys.map(squash));
  remembered.clear();
}

/** Whether the value of an attribute of this name must not be shown. */
export function isSensitiveKey(key: string): boolean {
  const known = remembered.get(key);
  return known === undefined ? remember(key) : known;
}

function remember(key: string): boolean {
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const sensitive = active && looksSensitive(key);
  remembered.set(key, sensitive);
  return sensitive;
}

function looksSensitive(key: string): boolean {
  if (additional.has(squash(key))) return true;
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word, index) => isSecretWord(word, words, index));
}

function isSecretWord(word: string, words: readonly string[], index: number): boolean {
  const next = words[index + 1] ?? '';
  if (SENSITIVE_WORDS.has(word + next)) return true;
  // A count or a type of tokens is not a token: `llm.token.count`, `gen_ai.usage.total_tokens`, `token.type`.
  return SENSITIVE_WORDS.has(word) && !HARMLESS_AFTER.has(next);
}

const HARMLESS_AFTER: ReadonlySet<string> = new Set([
  'count',
  'counts',
  'type',
  'usage',
  'limit',
  'id',
  'length',
  'expiry',
  'expired',
  'valid',
  'present',
]);

function squash(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}
