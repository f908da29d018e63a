import { locate, QueryError } from '@throughline/query-language';
import type { QueryErrorCode, TextRange } from '@throughline/query-language';

/** What is wrong at a place of a query that is well-formed, but not for what it is used for. */
export function createQueryError(
  text: string,
  range: TextRange,
  what: { readonly code: QueryErrorCode; readonly message: string; readonly suggestion?: string },
): QueryError {
  return new QueryError({ ...what, position: locate(text, range) });
}
