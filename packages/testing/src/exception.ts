import type { CapturedException } from './captured-span.ts';
import { formatExpected, matchesValue } from './match-value.ts';

/**
 * A recorded error: its type (the error's `code` if it has one, otherwise its `name`), a pattern for its message, or
 * either of both.
 */
export type ExceptionExpectation =
  | string
  | RegExp
  | { readonly type?: string | RegExp; readonly message?: string | RegExp };

/** Whether a recorded error is the expected one. */
export function matchesException(actual: CapturedException, expected: ExceptionExpectation): boolean {
  const { type, message } = toParts(expected);
  return (
    (type === undefined || matchesValue(actual.type, type)) &&
    (message === undefined || matchesValue(actual.message, message))
  );
}

/** The expectation as recorded errors are shown. */
export function formatExpectedException(expected: ExceptionExpectation): string {
  const { type, message } = toParts(expected);
  return `exception ${formatPart(type)}: ${formatPart(message)}`;
}

function toParts(expected: ExceptionExpectation): { type?: string | RegExp; message?: string | RegExp } {
  if (typeof expected === 'string') return { type: expected };
  return expected instanceof RegExp ? { message: expected } : expected;
}

function formatPart(part: string | RegExp | undefined): string {
  if (part === undefined) return '(any)';
  return typeof part === 'string' ? part : formatExpected(part);
}
