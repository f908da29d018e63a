// One table of what can go wrong with a request, for both protocols: OTLP/HTTP answers with the HTTP status, gRPC with the
// code, and both carry a google.rpc.Status (opentelemetry-proto, docs/specification.md, "Failures").
import { WireError } from '@throughline/wire/decode';
import type { RpcStatus } from '@throughline/wire/decode';
import { HubError } from '../errors.ts';

/** A request that is refused. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly httpStatus: number;
  readonly rpc: RpcStatus;

  constructor(kind: Refusal, message: string) {
    super(message);
    const { httpStatus, code, retryDelayMs } = REFUSALS[kind];
    this.httpStatus = httpStatus;
    this.rpc = { code, message, retryDelayMs };
  }
}

export type Refusal = keyof typeof REFUSALS;

const REFUSALS = {
  malformed: { httpStatus: 400, code: 3, retryDelayMs: undefined },
  unauthenticated: { httpStatus: 401, code: 16, retryDelayMs: undefined },
  'wrong-path': { httpStatus: 404, code: 12, retryDelayMs: undefined },
  'wrong-method': { httpStatus: 405, code: 12, retryDelayMs: undefined },
  'too-large': { httpStatus: 413, code: 8, retryDelayMs: undefined },
  'wrong-type': { httpStatus: 415, code: 3, retryDelayMs: undefined },
  full: { httpStatus: 429, code: 8, retryDelayMs: 5000 },
  unavailable: { httpStatus: 503, code: 14, retryDelayMs: 5000 },
  internal: { httpStatus: 500, code: 13, retryDelayMs: undefined },
} as const;

/** Any error as the refusal that its sender is told. */
export function toRefusal(error: unknown): RefusedError {
  if (error instanceof RefusedError) return error;
  const { message } = error as Error;
  if (error instanceof WireError) return new RefusedError('malformed', message);
  if (error instanceof HubError && error.code === 'TL_JOURNAL_FULL') return new RefusedError('full', message);
  if (error instanceof HubError && error.code === 'TL_JOURNAL_TOO_LARGE') return new RefusedError('too-large', message);
  if (error instanceof HubError) return new RefusedError('unavailable', message);
  return new RefusedError('internal', 'cannot keep the request: an error of the hub, see its log');
}
