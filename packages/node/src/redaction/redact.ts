// Secrets inside texts: found by shape or by name, whatever attribute, event or message they stand in.
import { redactElements, redactPhrases } from './credential-phrases.ts';
import { redactPairs } from './redact-pairs.ts';
import { REDACTED } from './sensitive-names.ts';
import { redactTokens } from './token-patterns.ts';
import { redactUrlCredentials } from './url-credentials.ts';

/** Shorter texts hold no secret worth the name. */
const SHORTEST_SECRET = 6;

/** Without one of these there is no URL with a user, no named value and no element. */
const STRUCTURE = /[=:%@<]/;

const CACHE_SLOTS = 256;
const LONGEST_CACHED = 512;

/** Texts that were looked at and hold no secret, each in the slot of its hash: hosts, methods and statements come again. */
const harmless: string[] = Array.from({ length: CACHE_SLOTS }, () => '');
let custom: readonly RegExp[] = [];
let active = true;

/** Sets whether texts are examined, and further patterns, each match of which is replaced. */
export function configureTextRedaction(enabled: boolean, patterns: readonly RegExp[] = []): void {
  active = enabled;
  custom = patterns.map(asGlobal);
  forgetHarmlessTexts();
}

/** Lets go of remembered texts: each may be a part that keeps a larger text in memory. */
export function forgetHarmlessTexts(): void {
  harmless.fill('');
}

/** `text` with every secret replaced by `[REDACTED]`. */
export function redactText(text: string): string {
  const { length } = text;
  if (!active || length < SHORTEST_SECRET) return text;
  const slot = (length + 7 * text.charCodeAt(length >> 1) + 31 * text.charCodeAt(length - 1)) & (CACHE_SLOTS - 1);
  // Fast path: the same text again, as most are.
  if (harmless[slot] === text) return text;
  const clean = applyRules(text);
  if (clean === text && length <= LONGEST_CACHED) harmless[slot] = text;
  return clean;
}

/** The order matters: what comes first must not be taken apart by what comes later. */
function applyRules(text: string): string {
  const isStructured = STRUCTURE.test(text);
  let result = isStructured ? redactUrlCredentials(text) : text;
  result = redactPhrases(redactTokens(result));
  if (isStructured) result = redactElements(redactPairs(result));
  for (const pattern of custom) result = result.replace(pattern, REDACTED);
  return result;
}

function asGlobal(pattern: RegExp): RegExp {
  return pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
}
