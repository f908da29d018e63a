// What a gRPC answer means for the batch (https://opentelemetry.io/docs/specs/otlp/#otlpgrpc-response).
import { findFrameMessage } from './grpc-frame.ts';
import type { GrpcAnswer } from './grpc-call.ts';
import {
  decodeGrpcMessage,
  type GrpcStatusName,
  isRetryable,
  statusOfHttp,
  statusOfReset,
  toGrpcStatusName,
} from './grpc-status.ts';
import { oneLine } from './one-line.ts';
import { readPartialSuccess } from './otlp-response.ts';
import type { SendResult } from './transport.ts';

/** Judges the answer to `TraceService/Export`. */
export async function judgeGrpcAnswer(answer: GrpcAnswer): Promise<SendResult> {
  const status = findStatus(answer);
  if (status === 'OK') return judgeSuccess(answer);
  const reason = `${status}: ${describe(answer)}`;
  const retryDelayMs = await findRetryDelay(answer);
  // "Enhance your calm" is a receiver that wants less, not one that has no room for this batch.
  const isTransient = isRetryable(status, retryDelayMs) || isCalmRequest(answer);
  return isTransient ? { kind: 'retry', reason, afterMs: retryDelayMs } : { kind: 'failed', reason };
}

async function judgeSuccess({ body }: GrpcAnswer): Promise<SendResult> {
  const message = findFrameMessage(body);
  if (message === undefined) return { kind: 'delivered', warning: 'cannot read the answer: got no plain message' };
  if (message.length <= 2) return { kind: 'delivered' };
  try {
    return await readPartialSuccess(message, 'protobuf');
  } catch (error) {
    return { kind: 'delivered', warning: oneLine((error as Error).message) };
  }
}

function findStatus(answer: GrpcAnswer): GrpcStatusName {
  const { headers, resetCode } = answer;
  const status = findTrailer(answer, 'grpc-status');
  if (status !== undefined) return toGrpcStatusName(status);
  if (resetCode !== 0 || headers === undefined) return statusOfReset(resetCode);
  return statusOfHttp(Number(headers[':status']));
}

function isCalmRequest({ resetCode }: GrpcAnswer): boolean {
  return statusOfReset(resetCode) === 'RESOURCE_EXHAUSTED';
}

function describe(answer: GrpcAnswer): string {
  const { headers, resetCode } = answer;
  const message = findTrailer(answer, 'grpc-message');
  if (message !== undefined) return oneLine(decodeGrpcMessage(message));
  if (findTrailer(answer, 'grpc-status') !== undefined) return 'no message';
  if (resetCode !== 0 || headers === undefined) return `stream closed with HTTP/2 error code ${resetCode}`;
  const type = oneLine(headers['content-type'] ?? 'no content type');
  return `HTTP ${headers[':status']} without a gRPC status: got ${type}, need application/grpc`;
}

async function findRetryDelay(answer: GrpcAnswer): Promise<number | undefined> {
  const details = findTrailer(answer, 'grpc-status-details-bin');
  if (details === undefined) return undefined;
  try {
    const { decodeRpcStatus } = await import('@throughline/wire/decode');
    return decodeRpcStatus(Buffer.from(details, 'base64')).retryDelayMs;
  } catch {
    return undefined;
  }
}

/** From the trailers, or from the headers where they came without a message. */
function findTrailer({ headers, trailers }: GrpcAnswer, name: string): string | undefined {
  const value = trailers[name] ?? headers?.[name];
  return typeof value === 'string' ? value : undefined;
}
