import { oneLine } from './one-line.ts';
import type { SendResult } from './transport.ts';

/** What nearly always is the matter, where the error itself speaks of bytes. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^TL_HTTP_ANSWER$/, 'is this a port for OTLP over HTTP, as 4318 usually is?'],
  [/^ERR_HTTP2_ERROR$/, 'is this a port for OTLP over gRPC, as 4317 usually is?'],
  [/^(EPROTO|ERR_SSL_)/, 'does the receiver speak TLS on this port?'],
];

/** One line about an error of a connection, a file or foreign code. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return oneLine(String(error));
  const { message, code = '', errors } = error as Error & { code?: string; errors?: readonly Error[] };
  // Several addresses of one host failed: the first tells enough.
  const text = oneLine(message || errors?.[0]?.message || code) || 'connection failed';
  const hint = HINTS.find(([pattern]) => pattern.test(code))?.[1];
  return hint === undefined ? text : `${text}; ${hint}`;
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The result of an attempt whose connection failed: worth another try, unless somebody is in a hurry and nobody there. */
export function connectionFailure(error: unknown): SendResult {
  const reason = describeError(error);
  const { code = '' } = error as { code?: string };
  return UNREACHABLE.has(code) ? { kind: 'retry', reason, unreachable: true } : { kind: 'retry', reason };
}
