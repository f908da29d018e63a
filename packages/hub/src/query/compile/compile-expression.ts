import type { AttributeField, Expression, Predicate } from '@throughline/query-language';
import type { Reader } from '../reader.ts';
import { AttributeCompiler } from './attribute-condition.ts';
import { compileConnectives, fieldPredicatesOf } from './connectives.ts';
import type { FieldPredicate } from './connectives.ts';
import { fetchIndexFacts } from './index-facts.ts';
import type { IndexFacts, IndexQuestions } from './index-facts.ts';
import { compileIntrinsic, compileIntrinsicExists } from './intrinsic-condition.ts';
import { any } from './sql.ts';
import type { SqlParameters } from './sql.ts';
import type { AttributePredicate } from './stored-attributes.ts';
import { containsSegments } from './value-test.ts';
import type { ValuePredicate } from './value-test.ts';

/** Turns expressions into conditions on rows of `spans`. Those about traces need the window bound. */
export class ExpressionCompiler {
  readonly #parameters: SqlParameters;
  readonly #attributes: AttributeCompiler;
  readonly #facts: IndexFacts;

  constructor(parameters: SqlParameters, facts: IndexFacts) {
    this.#parameters = parameters;
    this.#facts = facts;
    this.#attributes = new AttributeCompiler(parameters, facts);
  }

  compile(expression: Expression): string {
    return compileConnectives(expression, (predicate) => this.#compilePredicate(predicate));
  }

  /** The condition that an attribute is there. */
  compileExists(field: AttributeField): string {
    return this.#attributes.compileExists(field);
  }

  /** How many spans fulfil the expression, at most; infinite if the indexes do not know. */
  estimate(expression: Expression): number {
    switch (expression.type) {
      case 'and':
        return Math.min(...expression.operands.map((operand) => this.estimate(operand)));
      case 'or':
        return expression.operands.reduce((sum, operand) => sum + this.estimate(operand), 0);
      case 'equal':
      case 'in':
      case 'match':
      case 'contains':
      case 'like':
      case 'order':
      case 'between':
        return this.#estimatePredicate(expression);
      default:
        return Infinity;
    }
  }

  #estimatePredicate(predicate: ValuePredicate): number {
    const isNegated = predicate.type !== 'order' && predicate.negated;
    if (isNegated || predicate.field.type === 'intrinsic') return Infinity;
    return this.#facts.rowsOf(predicate as AttributePredicate);
  }

  #compilePredicate(predicate: Predicate): string {
    if (predicate.type === 'text') return this.#compileText(predicate.segments);
    const { field } = predicate;
    if (predicate.type === 'exists')
      return field.type === 'intrinsic' ? compileIntrinsicExists(field.name) : this.compileExists(field);
    if (field.type === 'intrinsic') return compileIntrinsic(field.name, predicate, this.#parameters);
    return this.#attributes.compile(predicate as AttributePredicate);
  }

  #compileText(segments: readonly string[]): string {
    const test = containsSegments(segments, this.#parameters);
    return any(
      test('name'),
      test('status_message'),
      `arrayExists(v -> ${test('v')}, mapValues(attrs))`,
      `arrayExists(n -> ${test('n')}, events.name)`,
    );
  }
}

/** Asks the indexes what they know about the attributes of these expressions and fields. */
export function fetchFacts(
  engine: Reader,
  expressions: readonly Expression[],
  fields: readonly AttributeField[] = [],
): Promise<IndexFacts> {
  const ofAttributes = expressions.flatMap(fieldPredicatesOf).filter(({ field }) => field.type === 'attribute');
  const questions: IndexQuestions = {
    predicates: ofAttributes.filter((predicate) => predicate.type !== 'exists') as AttributePredicate[],
    fields: [...ofAttributes.filter(needsPresence).map((predicate) => predicate.field as AttributeField), ...fields],
  };
  return fetchIndexFacts(engine, 'spans', questions);
}

/** Whether it matters that the attribute is there: it is asked for, or another one counts if it is not. */
function needsPresence({ type, field }: FieldPredicate): boolean {
  return type === 'exists' || (field.type === 'attribute' && field.scope === 'any');
}
