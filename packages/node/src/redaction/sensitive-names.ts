// Names whose values are secrets whatever they look like: attribute keys, query parameters, JSON members, headers.

/** What stands where a secret stood. */
export const REDACTED = '[REDACTED]';

/** A name is sensitive if one of its words, or two words in a row, is one of these. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  'accesskey',
  'accountkey',
  'apikey',
  'authorization',
  'authkey',
  'clientkey',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'encryptionkey',
  'jwt',
  'masterkey',
  'otp',
  'passcode',
  'passphrase',
  'passwd',
  'password',
  'passwords',
  'privatekey',
  'pwd',
  'secret',
  'secretid',
  'secretkey',
  'secrets',
  'sessionkey',
  'sharedkey',
  'signingkey',
  'sshkey',
  'token',
  'totp',
]);

/** Words run together: `pgpassword`, `clientsecret`, `xsrftoken`. */
const SECRET_ENDING = /(?:apikey|passphrase|passwd|password|pwd|secret|token)$/;

/** What follows tells that it is about a secret, not one: `gen_ai.token.type`, `password.length`, `token_expires_in`. */
const HARMLESS_AFTER: ReadonlySet<string> = new Set([
  'age',
  'alg',
  'bucket',
  'buckets',
  'changed',
  'claim',
  'claims',
  'count',
  'counts',
  'enabled',
  'endpoint',
  'expired',
  'expires',
  'expiration',
  'expiry',
  'id',
  'issuer',
  'kind',
  'length',
  'limit',
  'name',
  'names',
  'policy',
  'present',
  'provider',
  'required',
  'reset',
  'size',
  'source',
  'status',
  'ttl',
  'type',
  'types',
  'uri',
  'url',
  'usage',
  'valid',
  'version',
]);

/** A part of every sensitive name. */
const STEM = /pass|pwd|secret|token|key|auth|cookie|cred|jwt|otp|sig|code|sess|assert|saml/i;

let additional: ReadonlySet<string> = new Set();
let active = true;

/** Sets whether names are looked at, and further names (compared without case, dots, dashes and underscores). */
export function configureSensitiveNames(enabled: boolean, names: readonly string[]): void {
  active = enabled;
  additional = new Set(names.map(squash));
}

/** Whether what has this name must not be shown. */
export function isSensitiveName(name: string): boolean {
  if (!active) return false;
  if (additional.size > 0 && additional.has(squash(name))) return true;
  if (!STEM.test(name)) return false;
  const words = splitWords(name);
  return words.some((word, index) => isSecretAt(words, index, word));
}

/** A first look at a text: whether a sensitive name can be anywhere in it. */
export function mayHoldSensitiveName(text: string): boolean {
  return active && (additional.size > 0 || STEM.test(text));
}

function isSecretAt(words: readonly string[], index: number, word: string): boolean {
  const pair = word + (words[index + 1] ?? '');
  // With `id` after it too: the semantic conventions count AWSAccessKeyId among the secrets.
  if (pair !== word && SECRET_WORDS.has(pair)) return true;
  if (!SECRET_WORDS.has(word) && !SECRET_ENDING.test(word)) return false;
  return !HARMLESS_AFTER.has(words[index + 1] ?? '');
}

/** `db.userPassword`, `DB_PASSWORD`, `myAPIKey` → lower-case words. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}

function squash(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}
