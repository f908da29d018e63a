/** What can be wrong while starting. The runtime throws nothing later. */
export type ThroughlineErrorCode =
  /** An option given in code is unknown, of the wrong type or out of range. */
  'TL_INVALID_OPTION';

/** An error of the runtime, with a code that stays the same when the text changes. */
export class ThroughlineError extends Error {
  readonly code: ThroughlineErrorCode;

  constructor(code: ThroughlineErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ThroughlineError';
    this.code = code;
  }
}
