/** When an attempt ends, its retries on other connections included. */
export interface Deadline {
  readonly atMs: number;
  readonly timeoutMs: number;
}

/** No answer came in time. */
export class NoAnswerError extends Error {}

/** The deadline of an attempt that begins now. */
export function createDeadline(timeoutMs: number): Deadline {
  return { atMs: performance.now() + timeoutMs, timeoutMs };
}

/** Milliseconds until the deadline, at least one. */
export function remainingMs({ atMs }: Deadline): number {
  return Math.max(Math.ceil(atMs - performance.now()), 1);
}

/** Calls `onLate` at the deadline. Does not keep the process alive. */
export function startTimer(deadline: Deadline, onLate: (error: NoAnswerError) => void): NodeJS.Timeout {
  const late = (): void => onLate(new NoAnswerError(`no answer within ${deadline.timeoutMs} ms`));
  return setTimeout(late, remainingMs(deadline)).unref();
}
