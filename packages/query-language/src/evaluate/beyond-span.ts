import type { Expression, Query, TextRange } from '../ast.ts';
import { isTraceField } from '../fields.ts';

/**
 * The first part of a query that needs other spans of the trace, or computes numbers. `undefined` if `matchesSpan` is the whole
 * answer, so that the query can be asked of spans one by one as they come.
 */
export function findBeyondSpan({ spanset, pipeline }: Query): TextRange | undefined {
  if (spanset.type === 'relation') return spanset;
  return (spanset.expression === null ? undefined : findTraceField(spanset.expression)) ?? pipeline ?? undefined;
}

function findTraceField(expression: Expression): TextRange | undefined {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.operands.map(findTraceField).find((found) => found !== undefined);
    case 'not':
      return findTraceField(expression.operand);
    case 'text':
      return undefined;
    default:
      return isTraceField(expression.field) ? expression.field : undefined;
  }
}
