// gRPC's status codes and what stands for one where a receiver gave none
// (https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md, PROTOCOL-HTTP2.md).

/** Names by number. */
const GRPC_STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type GrpcStatusName = (typeof GRPC_STATUS_NAMES)[number];

/** The name of a `grpc-status` trailer's number; `UNKNOWN` for what is none. */
export function toGrpcStatusName(status: string): GrpcStatusName {
  return (/^\d{1,2}$/.test(status) ? GRPC_STATUS_NAMES[Number(status)] : undefined) ?? 'UNKNOWN';
}

/** What OTLP lets a client try again. `RESOURCE_EXHAUSTED` only where the receiver says when. */
export function isRetryable(status: GrpcStatusName, retryDelayMs: number | undefined): boolean {
  switch (status) {
    case 'CANCELLED':
    case 'DEADLINE_EXCEEDED':
    case 'ABORTED':
    case 'OUT_OF_RANGE':
    case 'UNAVAILABLE':
    case 'DATA_LOSS':
      return true;
    case 'RESOURCE_EXHAUSTED':
      return retryDelayMs !== undefined;
    default:
      return false;
  }
}

/** For an HTTP answer without `grpc-status`. */
export function statusOfHttp(status: number): GrpcStatusName {
  switch (status) {
    case 400:
      return 'INTERNAL';
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'PERMISSION_DENIED';
    case 404:
      return 'UNIMPLEMENTED';
    case 429:
    case 502:
    case 503:
    case 504:
      return 'UNAVAILABLE';
    default:
      return 'UNKNOWN';
  }
}

/** For a stream that the receiver reset with this HTTP/2 error code. */
export function statusOfReset(code: number): GrpcStatusName {
  switch (code) {
    case 0x7: // REFUSED_STREAM
      return 'UNAVAILABLE';
    case 0x8: // CANCEL
      return 'CANCELLED';
    case 0xb: // ENHANCE_YOUR_CALM
      return 'RESOURCE_EXHAUSTED';
    case 0xc: // INADEQUATE_SECURITY
      return 'PERMISSION_DENIED';
    default:
      return 'INTERNAL';
  }
}

/** Decodes a `grpc-message` trailer: percent-encoded UTF-8. What is badly encoded stays as it is. */
export function decodeGrpcMessage(text: string): string {
  try {
    return decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, '%25'));
  } catch {
    return text;
  }
}

/** `grpc-timeout` of whole milliseconds: at most 8 digits and a unit. */
export function formatGrpcTimeout(timeoutMs: number): string {
  return timeoutMs < 1e8 ? `${timeoutMs}m` : `${Math.ceil(timeoutMs / 1000)}S`;
}
