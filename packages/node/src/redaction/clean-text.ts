import { redactText } from './redact.ts';

/** Of a text over its limit this much more is examined, so that a secret at the cut is still known as one. */
const EXAMINED_BEYOND_LIMIT = 16_384;

/** A text as it may leave the process: without secrets, and no longer than the limit. */
export function cleanText(text: string, lengthLimit: number): string {
  // Fast path: nothing to cut.
  if (text.length <= lengthLimit) return cut(redactText(text), lengthLimit);
  return cleanLongText(text, lengthLimit);
}

/** Redacted first: a cut through a secret would leave a half that no pattern knows. */
function cleanLongText(text: string, lengthLimit: number): string {
  const examined = lengthLimit + EXAMINED_BEYOND_LIMIT;
  if (text.length <= examined) return cut(redactText(text), lengthLimit);
  const clean = redactText(text.slice(0, examined));
  // What was examined may itself end within a secret. If redaction brought that end near, it is given up.
  return cut(clean, Math.min(lengthLimit, Math.max(0, clean.length - EXAMINED_BEYOND_LIMIT / 2)));
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  // Half of a surrogate pair is no character.
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
