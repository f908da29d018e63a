// What a predicate asks of one value, in SQL. A value is text, or a scalar in its JSON form: a number, `true`, `false`.
// Conditions are 0 or 1, never NULL, so that NOT means the opposite.
import type { EqualityValue, OrderedValue, OrderOperator, Predicate } from '@throughline/query-language';
import { all, any, FALSE } from './sql.ts';
import type { SqlParameters } from './sql.ts';

/** A predicate about the values of a field. */
export type ValuePredicate = Exclude<Predicate, { type: 'exists' | 'text' }>;

/** Conditions on a value that is given as an SQL expression. */
export interface ValueTest {
  /** On a text. */
  readonly text: (sql: string) => string;
  /** On the JSON of a scalar. False for any other JSON, and for text that is none. */
  readonly scalar: (sql: string) => string;
}

/** The test of the predicate without its negation. */
export function compileValueTest(predicate: ValuePredicate, parameters: SqlParameters): ValueTest {
  switch (predicate.type) {
    case 'equal':
      return testEquality(predicate.value, parameters);
    case 'in': {
      const tests = predicate.values.map((value) => testEquality(value, parameters));
      return {
        text: (sql) => any(...tests.map((test) => test.text(sql))),
        scalar: (sql) => any(...tests.map((test) => test.scalar(sql))),
      };
    }
    case 'order':
      return testOrder(predicate.operator, predicate.value, parameters);
    case 'between': {
      const low = testOrder('>=', predicate.low, parameters);
      const high = testOrder('<=', predicate.high, parameters);
      return {
        text: (sql) => all(low.text(sql), high.text(sql)),
        scalar: (sql) => all(low.scalar(sql), high.scalar(sql)),
      };
    }
    default:
      return testText(compileTextTest(predicate, parameters));
  }
}

function compileTextTest(
  predicate: Extract<ValuePredicate, { type: 'match' | 'contains' | 'like' }>,
  parameters: SqlParameters,
): (sql: string) => string {
  switch (predicate.type) {
    case 'match': {
      const regex = parameters.text(predicate.regex);
      return (sql) => `match(${sql}, ${regex})`;
    }
    case 'contains':
      return containsSegments([predicate.text], parameters);
    case 'like': {
      const pattern = parameters.text(
        repairLike(predicate.ignoreCase ? foldCase(predicate.pattern) : predicate.pattern),
      );
      return predicate.ignoreCase ? (sql) => `lower(${sql}) LIKE ${pattern}` : (sql) => `${sql} LIKE ${pattern}`;
    }
  }
}

/** Whether a text has the segments in this order, whatever the case of ASCII letters. */
export function containsSegments(segments: readonly string[], parameters: SqlParameters): (sql: string) => string {
  return likeSegments(['', ...segments, ''], parameters);
}

/** Whether a text is the segments with anything between them, whatever the case of ASCII letters. */
function likeSegments(segments: readonly string[], parameters: SqlParameters): (sql: string) => string {
  const pattern = parameters.text(segments.map((segment) => foldCase(segment).replaceAll(/[\\%_]/g, '\\$&')).join('%'));
  return (sql) => `lower(${sql}) LIKE ${pattern}`;
}

/** A backslash before an ordinary character is one; ClickHouse wants it doubled. */
function repairLike(pattern: string): string {
  return pattern.replaceAll(/\\[%_\\]|\\/g, (part) => (part === '\\' ? '\\\\' : part));
}

/** Only ASCII letters: what `lower` of ClickHouse does. */
function foldCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function testText(test: (sql: string) => string): ValueTest {
  return { text: test, scalar: (sql) => `ifNull(${test(textOfScalar(sql))}, 0)` };
}

/** The text of a boolean or of a whole number that is exact; else NULL. */
function textOfScalar(json: string): string {
  const number = `toFloat64OrNull(${json})`;
  return `multiIf(${json} IN ('true', 'false'), ${json}, abs(${number}) <= 9007199254740991 AND ${number} = trunc(${number}), toString(toInt64(${number})), NULL)`;
}

function testEquality(value: EqualityValue, parameters: SqlParameters): ValueTest {
  switch (value.type) {
    case 'text':
      return testEqualText(value.text, parameters);
    case 'boolean':
      return testEqualText(String(value.boolean), parameters);
    case 'glob':
      return testText(likeSegments(value.segments, parameters));
    case 'number': {
      const text = parameters.text(value.text);
      return { text: (sql) => `${sql} = ${text}`, scalar: testEqualNumber(value.number, parameters) };
    }
    case 'duration':
      return { text: () => FALSE, scalar: (sql) => `${sql} = ${parameters.bind('UInt64', value.nanoseconds)}` };
  }
}

function testEqualText(text: string, parameters: SqlParameters): ValueTest {
  const bound = parameters.text(text);
  const test = (sql: string): string => `${sql} = ${bound}`;
  if (text === 'true' || text === 'false') return { text: test, scalar: test };
  return { text: test, scalar: isNumberText(text) ? testEqualNumber(Number(text), parameters) : () => FALSE };
}

/** Whether a number can have this text. */
export function isNumberText(text: string): boolean {
  return /^(?:0|-?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text));
}

function testEqualNumber(number: number, parameters: SqlParameters): (sql: string) => string {
  const bound = parameters.float(number);
  return (sql) => `ifNull(toFloat64OrNull(${sql}) = ${bound}, 0)`;
}

function testOrder(operator: OrderOperator, value: OrderedValue, parameters: SqlParameters): ValueTest {
  switch (value.type) {
    case 'text': {
      const bound = parameters.text(value.text);
      return { text: (sql) => `${sql} ${operator} ${bound}`, scalar: () => FALSE };
    }
    case 'number': {
      const bound = parameters.float(value.number);
      return {
        text: (sql) => `(${isNumericText(sql)} AND ${numberOfText(sql)} ${operator} ${bound})`,
        scalar: (sql) => `ifNull(${numberOfScalar(sql)} ${operator} ${bound}, 0)`,
      };
    }
    case 'duration': {
      const bound = parameters.bind('UInt64', value.nanoseconds);
      return { text: () => FALSE, scalar: (sql) => `${sql} ${operator} ${bound}` };
    }
  }
}

/** Whether a text counts as a number. */
export function isNumericText(text: string): string {
  return `match(${text}, '^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?$')`;
}

/** The number that a numeric text is: infinite where it is too large. */
export function numberOfText(text: string): string {
  return `ifNull(toFloat64OrNull(${text}), if(startsWith(${text}, '-'), -inf, inf))`;
}

/** The number of a JSON scalar, or NULL. */
export function numberOfScalar(json: string): string {
  return `multiIf(${json} = '{"$double":"Infinity"}', inf, ${json} = '{"$double":"-Infinity"}', -inf, toFloat64OrNull(${json}))`;
}
