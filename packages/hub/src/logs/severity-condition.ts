import type { EqualityValue, OrderedValue, OrderOperator, Predicate, TextRange } from '@throughline/query-language';
import { any, FALSE } from '../query/compile/sql.ts';
import type { SqlParameters } from '../query/compile/sql.ts';
import { createQueryError } from '../query-error.ts';
import { findSeverity, SEVERITIES } from './severity.ts';

/** Severity numbers, both ends included. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** Compiles predicates about `severity`, whose words stand for ranges of numbers, in this order. */
export class SeverityCompiler {
  readonly #text: string;
  readonly #parameters: SqlParameters;

  constructor(text: string, parameters: SqlParameters) {
    this.#text = text;
    this.#parameters = parameters;
  }

  /** The condition of the predicate without its negation. Nothing is true of a record without severity. */
  compile(predicate: Exclude<Predicate, { type: 'text' }>): string {
    switch (predicate.type) {
      case 'exists':
        return this.#isIn({ low: 1, high: 24 });
      case 'equal':
        return this.#isIn(this.#rangeOf(predicate.value));
      case 'in':
        return any(...predicate.values.map((value) => this.#isIn(this.#rangeOf(value))));
      case 'order':
        return this.#isIn(order(predicate.operator, this.#rangeOf(predicate.value)));
      case 'between':
        return this.#isIn({ low: this.#rangeOf(predicate.low).low, high: this.#rangeOf(predicate.high).high });
      default:
        throw this.#refuse(predicate, 'TL_QUERY_OPERATOR', 'got a pattern, need =, !=, >, >=, <, <=, IN or BETWEEN');
    }
  }

  #isIn({ low, high }: Range): string {
    if (low > high) return FALSE;
    const bound = (number: number): string => this.#parameters.bind('UInt8', number);
    return `severity_number BETWEEN ${bound(Math.max(1, low))} AND ${bound(high)}`;
  }

  #rangeOf(value: EqualityValue | OrderedValue): Range {
    if (value.type === 'number' && Number.isInteger(value.number) && value.number >= 1 && value.number <= 24)
      return { low: value.number, high: value.number };
    const low = value.type === 'text' ? findSeverity(value.text) : undefined;
    if (low !== undefined) return { low, high: low + 3 };
    const got = this.#text.slice(value.from, value.to);
    throw this.#refuse(value, 'TL_QUERY_VALUE', `got ${got}, need one of ${SEVERITIES.join(', ')}, or 1 to 24`);
  }

  #refuse(range: TextRange, code: 'TL_QUERY_OPERATOR' | 'TL_QUERY_VALUE', gotAndNeed: string): Error {
    return createQueryError(this.#text, range, { code, message: `cannot compare the severity: ${gotAndNeed}` });
  }
}

function order(operator: OrderOperator, { low, high }: Range): Range {
  switch (operator) {
    case '>':
      return { low: high + 1, high: 24 };
    case '>=':
      return { low, high: 24 };
    case '<':
      return { low: 1, high: low - 1 };
    case '<=':
      return { low: 1, high };
  }
}
