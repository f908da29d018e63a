import { inspect, isDeepStrictEqual } from 'node:util';

/**
 * What a value is compared with: an equal value, a pattern for texts, a function that decides, or a matcher of the test
 * runner such as `expect.any(String)`. `undefined` stands for absent.
 */
export type ExpectedValue = unknown;

interface Matcher {
  asymmetricMatch(value: unknown): boolean;
  toString(): string;
}

/** Whether `actual` is what was expected. */
export function matchesValue(actual: unknown, expected: ExpectedValue): boolean {
  if (expected instanceof RegExp) return typeof actual === 'string' && new RegExp(expected).test(actual);
  if (typeof expected === 'function') return expected(actual) === true;
  return isMatcher(expected) ? expected.asymmetricMatch(actual) : isDeepStrictEqual(actual, expected);
}

/** Whether `actual` has all the attributes of `expected`. */
export function matchesAttributes(
  actual: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, ExpectedValue>>,
): boolean {
  return Object.entries(expected).every(([key, value]) => matchesValue(actual[key], value));
}

/** A value in one line. */
export function formatValue(value: unknown): string {
  return inspect(value, { breakLength: Infinity, compact: true, depth: 4, maxStringLength: 200, maxArrayLength: 20 });
}

/** An expectation in one line. */
export function formatExpected(expected: ExpectedValue): string {
  if (typeof expected === 'function') return `what ${expected.name || 'the function'} accepts`;
  return isMatcher(expected) ? expected.toString() : formatValue(expected);
}

/** A span's name as it is expected. */
export function describeSpanName(name: string | RegExp): string {
  return typeof name === 'string' ? name : formatValue(name);
}

/** Attributes in one line, `{a: 1, b: 'x'}`. */
export function formatAttributes(attributes: Readonly<Record<string, unknown>>): string {
  return `{${Object.entries(attributes)
    .map(([key, value]) => `${key}: ${formatExpected(value)}`)
    .join(', ')}}`;
}

function isMatcher(value: unknown): value is Matcher {
  return typeof (value as Partial<Matcher> | null | undefined)?.asymmetricMatch === 'function';
}
