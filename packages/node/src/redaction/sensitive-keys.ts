// What the key of an attribute says about it. Asked for each attribute, so the answer is remembered by key.
import { redactText } from './redact.ts';
import { configureSensitiveNames, isSensitiveName } from './sensitive-names.ts';

/** Nothing to hide. */
export const PLAIN_KEY = 0;
/** The value is a secret, whatever it looks like. */
export const SENSITIVE_KEY = 1;
/** The key itself holds a secret: a map by token, say. */
export const SECRET_KEY = 2;

export type KeyClass = typeof PLAIN_KEY | typeof SENSITIVE_KEY | typeof SECRET_KEY;

const MAX_REMEMBERED = 2000;
const remembered = new Map<string, KeyClass>();

/** Sets whether keys are looked at, and further keys (compared without case, dots, dashes and underscores). */
export function configureSensitiveKeys(enabled: boolean, keys: readonly string[] = []): void {
  configureSensitiveNames(enabled, keys);
  remembered.clear();
}

/** What the key of an attribute says about it. */
export function classifyKey(key: string): KeyClass {
  return remembered.get(key) ?? remember(key);
}

function remember(key: string): KeyClass {
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const keyClass = redactText(key) !== key ? SECRET_KEY : isSensitiveName(key) ? SENSITIVE_KEY : PLAIN_KEY;
  remembered.set(key, keyClass);
  return keyClass;
}
