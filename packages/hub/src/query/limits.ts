// What one answer may cost. Each statement has the limits of the store: 30 s, 2 GB, 200,000 rows. A search makes several.
import { HubError } from '../errors.ts';
import type { Reader } from './reader.ts';

const MAX_SEARCH_MS = 30_000;

/**
 * Runs a search of one statement or few, and says what to do about it when it takes more than the store gives to one.
 *
 * @throws HubError `TL_STORE_LIMIT` and whatever the search throws.
 */
export async function describeLimit<T>(search: () => Promise<T>): Promise<T> {
  try {
    return await search();
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'TL_STORE_LIMIT' || error.cause === undefined) throw error;
    throw createError(describe(error.cause), error);
  }
}

/**
 * The same for a search of many statements: when its time is over, no further one is begun.
 *
 * @throws HubError `TL_STORE_LIMIT` and whatever the search throws.
 */
export function runLimited<T>(
  engine: Reader,
  search: (limited: Reader) => Promise<T>,
  maxMs = MAX_SEARCH_MS,
): Promise<T> {
  const deadline = performance.now() + maxMs;
  const read: Reader['read'] = (sql, parameters) =>
    performance.now() < deadline ? engine.read(sql, parameters) : Promise.reject(createError(TOO_LONG));
  return describeLimit(() => search({ read }));
}

const ADVICE = 'narrow the time range, or add a service, a name or an attribute with =';
const TOO_LONG = `got to the limit of 30 s, need less to look at: ${ADVICE}`;

function createError(reason: string, cause?: unknown): HubError {
  return new HubError('TL_STORE_LIMIT', `cannot answer the query: ${reason}`, cause === undefined ? {} : { cause });
}

function describe(cause: unknown): string {
  const { clickhouseCode } = cause as { clickhouseCode?: number };
  switch (clickhouseCode) {
    case 241:
      return `got to the limit of memory, need less: ${ADVICE}`;
    case 396:
      return `got more rows than one answer has, need fewer: ${ADVICE}`;
    case 167:
    case 168:
      return 'got a statement that is too large for the store, need fewer conditions or sets of spans';
    default:
      return TOO_LONG;
  }
}
