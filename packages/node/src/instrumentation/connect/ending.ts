import type { Exception } from '@opentelemetry/api';
import { errorMessage } from '../../trace/exception.ts';
import type { RpcSystem } from '../rpc/rpc-method.ts';
import type { RpcOutcome } from '../rpc/rpc-spans.ts';
import { CANCELLED, connectStatusName, grpcStatusName, INTERNAL, isServerError, OK } from '../rpc/status-codes.ts';
import type { Side } from '../../manual/connect-interceptors.ts';
import type { Ending } from './traced-call.ts';

/** What a span says of the end of a call. The protocol of Connect has no code for success. */
export function describeEnding(
  ending: Ending,
  side: Side,
  system: RpcSystem,
): { outcome: RpcOutcome; exception: Exception | undefined } {
  const { error } = ending;
  const code = codeOf(ending, side);
  const name = system === 'grpc' ? grpcStatusName(code) : connectStatusName(code);
  const isFailure = side === 'client' ? code !== OK : isServerError(code);
  return {
    outcome: {
      statusCode: code === OK && system === 'connectrpc' ? undefined : name,
      errorType: isFailure ? name : undefined,
      message: error === undefined ? '' : messageOf(error),
    },
    exception: side === 'server' && isFailure ? toException(error) : undefined,
  };
}

/** The number of a `ConnectError` would stand for its type. */
function toException(error: unknown): Exception | undefined {
  if (!isConnectError(error)) return error as Exception | undefined;
  const { name, message, stack } = error;
  return { name, message, stack };
}

function codeOf({ isOver, error }: Ending, side: Side): number {
  if (error === undefined) return isOver ? OK : CANCELLED;
  const code = codeOfError(error, side);
  // The client has reset the stream: which code of HTTP/2 it uses for that differs.
  return code === INTERNAL && side === 'server' && !isOver ? CANCELLED : code;
}

/**
 * The code of a `ConnectError`. For anything else that a handler throws, the library answers "internal"; on a client, it is
 * the reason for which the application has aborted the call.
 */
function codeOfError(error: unknown, side: Side): number {
  if (isConnectError(error)) return error.code;
  return side === 'server' ? INTERNAL : CANCELLED;
}

/** The message without the code that `ConnectError` puts before it. */
function messageOf(error: unknown): string {
  return isConnectError(error) ? error.rawMessage : errorMessage(error);
}

function isConnectError(error: unknown): error is Error & { readonly code: number; readonly rawMessage: string } {
  const { name, code, rawMessage } = (error ?? {}) as { name?: unknown; code?: unknown; rawMessage?: unknown };
  return name === 'ConnectError' && typeof code === 'number' && typeof rawMessage === 'string';
}
