import type { ErrorAnswer } from '@throughline/hub';

/** Why the hub did not answer. */
export class ApiError extends Error {
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly code: string;
  /** Where in the query. */
  readonly position: ErrorAnswer['error']['position'];
  readonly suggestion: string | undefined;

  constructor(status: number, { code, message, position, suggestion }: ErrorAnswer['error']) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.position = position;
    this.suggestion = suggestion;
  }
}

/** Whether asking again may help. What was asked for wrongly stays wrong. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status === 503;
}
