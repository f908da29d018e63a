const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 15_000;
const JITTER = 0.3;

/**
 * Delay before attempt number `attempt` (1 = the first retry): exponential, ± 30 % at random so that many processes do
 * not come back at once.
 */
export function backoffMs(attempt: number): number {
  const delay = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), MAX_DELAY_MS);
  return delay * (1 - JITTER + 2 * JITTER * Math.random());
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or an HTTP date.
 *
 * @returns `undefined` where the header is absent or means nothing; a date in the past is 0.
 */
export function parseRetryAfter(header: string | undefined, nowUnixMs: number = Date.now()): number | undefined {
  if (header === undefined || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return seconds < 0 ? undefined : seconds * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowUnixMs);
}
