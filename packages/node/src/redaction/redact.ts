// Secrets inside texts: found by shape, whatever attribute, event or message they stand in.
import { isSensitiveKey, REDACTED } from './sensitive-keys.ts';

/** Shorter texts hold no secret worth the name. */
const SHORTEST_SECRET = 8;

/**
 * A first look that nearly every harmless text fails to pass: only what contains one of these marks is examined. The
 * list has a mark for each rule below.
 */
const MARKS =
  /eyJ|:\/\/|Bearer|Basic|bearer|basic|-----BEGIN|AKIA|ASIA|gh[pousr]_|github_pat_|xox[abeprs]-|sk[-_]|AIza|npm_|glpat-|[A-Za-z]=|["']?[:=]\s*["']/;

interface Rule {
  readonly pattern: RegExp;
  readonly replacement: string;
}

const SECRET_NAMES =
  'password|passwd|pwd|passphrase|secret|client_secret|token|access_token|refresh_token|id_token|auth_token|api[-_]?key|apikey|authorization|credential|private[-_]?key|session[-_]?id|sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|awsaccesskeyid|x-goog-signature|code';

const RULES: readonly Rule[] = [
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: REDACTED,
  },
  { pattern: /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?(?:\.[\w-]*){0,2}/g, replacement: REDACTED },
  { pattern: /\b(bearer|basic)(\s+)[\w.~+/=-]{6,}/gi, replacement: `$1$2${REDACTED}` },
  { pattern: /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*(?::[^\s/@]*)?@/gi, replacement: `$1${REDACTED}@` },
  { pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, replacement: REDACTED },
  { pattern: /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|npm_\w{20,})/g, replacement: REDACTED },
  {
    pattern: /\b(?:xox[abeprs]-[\w-]{10,}|sk[-_](?:live|test|ant|proj)?[-_]?[\w-]{16,}|AIza[\w-]{30,})/g,
    replacement: REDACTED,
  },
  {
    pattern: new RegExp(
      `((?:^|[?&;,\\s"'{(])["']?(?:${SECRET_NAMES})["']?\\s*[=:]\\s*)("[^"]*"|'[^']*'|[^\\s&;,"'})]+)`,
      'gi',
    ),
    replacement: `$1${REDACTED}`,
  },
];

let rules = RULES;
let marks: RegExp | undefined = MARKS;
let active = true;

/** Sets whether texts are examined, and further patterns, each match of which is replaced. */
export function configureTextRedaction(enabled: boolean, patterns: readonly RegExp[] = []): void {
  active = enabled;
  rules = [...RULES, ...patterns.map((pattern) => ({ pattern: asGlobal(pattern), replacement: REDACTED }))];
  marks = patterns.length === 0 ? MARKS : undefined;
}

/** `text` with every secret replaced by `[REDACTED]`. */
export function redactText(text: string): string {
  if (!active || text.length < SHORTEST_SECRET) return text;
  // Fast path: nothing in it looks like the start of a secret.
  if (marks !== undefined && !marks.test(text)) return text;
  return applyRules(text);
}

/** An array, map or text with every secret in it replaced, also by the names of the map's keys. Changes it in place. */
export function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (!active || typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  const items = value as Record<string, unknown>;
  for (const key of Object.keys(items)) {
    items[key] = !Array.isArray(value) && isSensitiveKey(key) ? REDACTED : redactValue(items[key]);
  }
  return value;
}

function applyRules(text: string): string {
  let result = text;
  for (const { pattern, replacement } of rules) result = result.replace(pattern, replacement);
  return result;
}

function asGlobal(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
