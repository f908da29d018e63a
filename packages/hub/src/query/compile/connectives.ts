import type { Expression, Predicate } from '@throughline/query-language';
import { all, any, not } from './sql.ts';

/** A predicate that names a field. */
export type FieldPredicate = Exclude<Predicate, { type: 'text' }>;

/** Compiles AND, OR and NOT, also those of `!=` and the like; `compile` is asked for predicates as if they were not negated. */
export function compileConnectives(expression: Expression, compile: (predicate: Predicate) => string): string {
  switch (expression.type) {
    case 'and':
      return all(...expression.operands.map((operand) => compileConnectives(operand, compile)));
    case 'or':
      return any(...expression.operands.map((operand) => compileConnectives(operand, compile)));
    case 'not':
      return not(compileConnectives(expression.operand, compile));
    default: {
      const condition = compile(expression);
      return 'negated' in expression && expression.negated ? not(condition) : condition;
    }
  }
}

/** The predicates of an expression, from left to right. */
export function predicatesOf(expression: Expression): Predicate[] {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.operands.flatMap(predicatesOf);
    case 'not':
      return predicatesOf(expression.operand);
    default:
      return [expression];
  }
}

/** Those that are about a field, not about words anywhere. */
export function fieldPredicatesOf(expression: Expression): FieldPredicate[] {
  return predicatesOf(expression).filter((predicate) => predicate.type !== 'text');
}
