import { HubError } from '../errors.ts';

/**
 * Runs a search, and says what to do about it when it takes more than the store gives to one.
 *
 * @throws HubError `TL_STORE_LIMIT` and whatever the search throws.
 */
export async function describeLimit<T>(search: () => Promise<T>): Promise<T> {
  try {
    return await search();
  } catch (error) {
    if (!(error instanceof HubError) || error.code !== 'TL_STORE_LIMIT' || error.cause === undefined) throw error;
    throw new HubError('TL_STORE_LIMIT', `cannot answer the query: ${describe(error.cause)}`, { cause: error });
  }
}

const ADVICE = 'narrow the time range, or add a service, a name or an attribute with =';

function describe(cause: unknown): string {
  const { clickhouseCode } = cause as { clickhouseCode?: number };
  if (clickhouseCode === 241) return `got to the limit of memory, need less: ${ADVICE}`;
  if (clickhouseCode === 396) return `got more rows than one answer has, need fewer: ${ADVICE}`;
  return `got to the limit of 30 s, need less to look at: ${ADVICE}`;
}
