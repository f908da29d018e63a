import { QueryError } from '@throughline/query-language';
import type { QueryErrorCode, TextRange } from '@throughline/query-language';

/** What is wrong at a place of a query that is well-formed, but not for what it is used for. */
export function createQueryError(
  text: string,
  { from, to }: TextRange,
  what: { readonly code: QueryErrorCode; readonly message: string; readonly suggestion?: string },
): QueryError {
  const before = text.slice(0, from).split('\n');
  const position = { from, to, line: before.length, column: before.at(-1)!.length + 1 };
  return new QueryError({ ...what, position });
}
