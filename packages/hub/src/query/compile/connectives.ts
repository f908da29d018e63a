import type { Expression, Predicate } from '@throughline/query-language';
import { all, any, not } from './sql.ts';

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
