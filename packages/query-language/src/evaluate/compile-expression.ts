// An expression → a function of a span. Literals are prepared once; what happens for each span is comparison only.
import type { EqualityValue, Expression, OrderedValue, OrderPredicate, Predicate } from '../ast.ts';
import { Regex } from '../regex/regex.ts';
import { fieldExists, numberOfValue, type Scalar, type Subject, textOfValue, valuesOf } from './field-values.ts';
import { compareCodePoints, compileLike, foldCase, matchesSegments } from './text.ts';

/** Whether a span fulfils an expression. */
export type SubjectTest = (subject: Subject) => boolean;

type ValueTest = (value: Scalar) => boolean;

/** The function that an expression is. */
export function compileExpression(expression: Expression): SubjectTest {
  switch (expression.type) {
    case 'and': {
      const tests = expression.operands.map(compileExpression);
      return (subject) => tests.every((test) => test(subject));
    }
    case 'or': {
      const tests = expression.operands.map(compileExpression);
      return (subject) => tests.some((test) => test(subject));
    }
    case 'not': {
      const test = compileExpression(expression.operand);
      return (subject) => !test(subject);
    }
    default:
      return compilePredicate(expression);
  }
}

function compilePredicate(predicate: Predicate): SubjectTest {
  if (predicate.type === 'text') return compileSearch(predicate.segments);
  const { field } = predicate;
  const negated = predicate.type !== 'order' && predicate.negated;
  if (predicate.type === 'exists') return (subject) => fieldExists(field, subject) !== negated;
  const test = compileValueTest(predicate);
  return (subject) => valuesOf(field, subject).some(test) !== negated;
}

function compileValueTest(predicate: Exclude<Predicate, { type: 'text' | 'exists' }>): ValueTest {
  switch (predicate.type) {
    case 'equal':
      return compileEquality(predicate.value);
    case 'in': {
      const tests = predicate.values.map(compileEquality);
      return (value) => tests.some((test) => test(value));
    }
    case 'order':
      return compileOrder(predicate.operator, predicate.value);
    case 'between': {
      const isAbove = compileOrder('>=', predicate.low);
      const isBelow = compileOrder('<=', predicate.high);
      return (value) => isAbove(value) && isBelow(value);
    }
    case 'match': {
      const regex = new Regex(predicate.regex);
      return testText((text) => regex.test(text));
    }
    case 'contains': {
      const needle = foldCase(predicate.text);
      return testText((text) => foldCase(text).includes(needle));
    }
    case 'like': {
      const { ignoreCase, pattern } = predicate;
      const test = compileLike(ignoreCase ? foldCase(pattern) : pattern);
      return testText((text) => test(ignoreCase ? foldCase(text) : text));
    }
  }
}

function testText(test: (text: string) => boolean): ValueTest {
  return (value) => {
    const text = textOfValue(value);
    return text !== undefined && test(text);
  };
}

function compileEquality(expected: EqualityValue): ValueTest {
  switch (expected.type) {
    case 'text':
      return (value) => textOfValue(value) === expected.text;
    case 'boolean':
      return (value) => textOfValue(value) === String(expected.boolean);
    case 'number':
      return (value) =>
        typeof value === 'string'
          ? value === expected.text
          : typeof value !== 'boolean' && Number(value) === expected.number;
    case 'duration':
      return (value) =>
        typeof value === 'bigint' ? value === BigInt(expected.nanoseconds) : value === expected.nanoseconds;
    case 'glob': {
      const segments = expected.segments.map(foldCase);
      return testText((text) => matchesSegments(foldCase(text), segments));
    }
  }
}

function compileOrder(operator: OrderPredicate['operator'], expected: OrderedValue): ValueTest {
  if (expected.type === 'text')
    return (value) => typeof value === 'string' && isOrdered(operator, compareCodePoints(value, expected.text));
  const limit = expected.type === 'number' ? expected.number : expected.nanoseconds;
  const read = expected.type === 'number' ? numberOfValue : durationOfValue;
  return (value) => {
    const number = read(value);
    return number !== undefined && isOrdered(operator, compareNumbers(number, limit));
  };
}

// Beside a duration stands a number of nanoseconds, which may be more than a float holds exactly.
function durationOfValue(value: Scalar): number | bigint | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? value : undefined;
}

/** NaN if one of them is none. */
function compareNumbers(left: number | bigint, right: number): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number.isNaN(Number(left)) ? Number.NaN : 0;
}

function isOrdered(operator: OrderPredicate['operator'], comparison: number): boolean {
  switch (operator) {
    case '>':
      return comparison > 0;
    case '>=':
      return comparison >= 0;
    case '<':
      return comparison < 0;
    case '<=':
      return comparison <= 0;
  }
}

function compileSearch(segments: readonly string[]): SubjectTest {
  const around = ['', ...segments.map(foldCase), ''];
  const test = (text: unknown): boolean => typeof text === 'string' && matchesSegments(foldCase(text), around);
  return ({ span }) =>
    test(span.name) ||
    test(span.statusMessage) ||
    Object.values(span.attributes).some(test) ||
    span.events.some(({ name }) => test(name));
}
