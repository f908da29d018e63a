// Lists have no use for a pipeline, and numbers cannot do without.
import { QueryError } from '@throughline/query-language';
import type { Query, QueryErrorCode } from '@throughline/query-language';
import type { Computation } from '../query/aggregate.ts';

/**
 * Checks that a query computes nothing.
 *
 * @throws QueryError `TL_QUERY_SYNTAX` with the place of the `|`.
 */
export function forbidPipeline({ pipeline }: Query, text: string): void {
  if (pipeline === null) return;
  throw createError(text, {
    code: 'TL_QUERY_SYNTAX',
    message: 'cannot list what a query computes: got a pipeline, need a query without | here, or ask /api/v1/aggregate',
    from: text.lastIndexOf('|', pipeline.from),
  });
}

/**
 * Checks that a query computes something.
 *
 * @throws QueryError `TL_QUERY_MISSING` with the end of the query as the place.
 */
export function requirePipeline(query: Query, text: string): Computation {
  const { pipeline } = query;
  if (pipeline !== null) return { ...query, pipeline };
  throw createError(text, {
    code: 'TL_QUERY_MISSING',
    message: 'cannot compute numbers: got a query without |, need an aggregate behind it, such as | count()',
    suggestion: '| count()',
    from: text.length,
  });
}

interface Problem {
  readonly code: QueryErrorCode;
  readonly message: string;
  readonly suggestion?: string;
  readonly from: number;
}

/** The place goes from the offset to the end of the query. */
function createError(text: string, { from, ...problem }: Problem): QueryError {
  const before = text.slice(0, from);
  const position = {
    from,
    to: text.length,
    line: before.split('\n').length,
    column: from - before.lastIndexOf('\n'),
  };
  return new QueryError({ ...problem, position });
}
