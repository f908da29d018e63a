/** Delays between attempts. */
export interface RetryDelays {
  /** Before the first retry. Default 1000. */
  readonly firstMs: number;
  /** Default 15000. */
  readonly maxMs: number;
}

export const DEFAULT_RETRY_DELAYS: RetryDelays = { firstMs: 1000, maxMs: 15_000 };

const JITTER = 0.3;
/** A receiver may not silence us for longer than this. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;
/** Nor make us ask without a pause. */
const MIN_RETRY_AFTER_MS = 100;
const RETRY_AFTER_JITTER = 0.1;

/**
 * Delay before attempt number `attempt` (1 = the first retry): exponential, ± 30 % at random so that many processes do
 * not come back at once.
 */
export function backoffMs(attempt: number, { firstMs, maxMs }: RetryDelays = DEFAULT_RETRY_DELAYS): number {
  const delay = Math.min(firstMs * 2 ** (attempt - 1), maxMs);
  return delay * (1 - JITTER + 2 * JITTER * Math.random());
}

/** Delay where the receiver asked for `afterMs`: never shorter, up to 10 % longer at random, within 0.1 s and 5 min. */
export function retryAfterMs(afterMs: number): number {
  const asked = Math.min(Math.max(afterMs, MIN_RETRY_AFTER_MS), MAX_RETRY_AFTER_MS);
  return asked * (1 + RETRY_AFTER_JITTER * Math.random());
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or an HTTP date.
 *
 * @returns `undefined` where the header is absent or means nothing; a date in the past is 0.
 */
export function parseRetryAfter(header: string | undefined, nowUnixMs: number = Date.now()): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // An HTTP date begins with the day's name; `Date.parse` alone would take "-5" or "1.5" for a year or a month.
  if (!/^[a-z]{3}/i.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowUnixMs);
}
