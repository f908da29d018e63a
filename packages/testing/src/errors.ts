import { AssertionError } from 'node:assert';

/** Which expectation about captured spans failed. */
export type SpanAssertionCode =
  /** Not as many spans as expected fit. */
  | 'TL_SPAN_COUNT'
  /** Spans did not start in the expected order. */
  | 'TL_SPAN_ORDER'
  /** The tree is another one. */
  | 'TL_SPAN_TREE';

interface AssertionDetails {
  readonly message: string;
  readonly actual: unknown;
  readonly expected: unknown;
  /** The function whose caller the stack begins with. */
  readonly stackStartFn: (...args: never[]) => unknown;
}

// Typed anew because @types/node pins `code` to one text.
const Assertion = AssertionError as unknown as new (details: AssertionDetails) => Error & {
  actual: unknown;
  expected: unknown;
};

/** A failed expectation, with `actual` and `expected` for the test runner's diff. */
export class SpanAssertionError extends Assertion {
  readonly code: SpanAssertionCode;

  constructor(code: SpanAssertionCode, details: AssertionDetails) {
    super(details);
    this.name = 'SpanAssertionError';
    this.code = code;
    // Anew, because the first line of the stack keeps the name that the error had when it was made.
    Error.captureStackTrace(this, details.stackStartFn);
  }
}

/** What is wrong with how the package is used. */
export type TestingErrorCode =
  /** Another OpenTelemetry SDK is registered: its spans cannot be seen. */
  | 'TL_OTHER_SDK'
  /** A tree or its text cannot be understood. */
  | 'TL_INVALID_TREE';

/** An error in a test, not in what it tests. */
export class TestingError extends Error {
  readonly code: TestingErrorCode;

  constructor(code: TestingErrorCode, message: string) {
    super(message);
    this.name = 'TestingError';
    this.code = code;
  }
}
