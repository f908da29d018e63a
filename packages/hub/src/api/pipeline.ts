// Lists have no use for a pipeline, and numbers cannot do without.
import type { Query } from '@throughline/query-language';
import type { Computation } from '../query/aggregate.ts';
import { createQueryError } from '../query-error.ts';

/**
 * Checks that a query computes nothing.
 *
 * @throws QueryError `TL_QUERY_SYNTAX` with the place of the `|`.
 */
export function forbidPipeline({ pipeline }: Query, text: string): void {
  if (pipeline === null) return;
  const range = { from: text.lastIndexOf('|', pipeline.from), to: text.length };
  throw createQueryError(text, range, {
    code: 'TL_QUERY_SYNTAX',
    message: 'cannot list what a query computes: got a pipeline, need a query without | here, or ask /api/v1/aggregate',
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
  const end = { from: text.length, to: text.length };
  throw createQueryError(text, end, {
    code: 'TL_QUERY_MISSING',
    message: 'cannot compute numbers: got a query without |, need an aggregate behind it, such as | count()',
    suggestion: '| count()',
  });
}
