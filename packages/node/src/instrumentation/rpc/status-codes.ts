// The status codes of gRPC, which Connect shares under names of its own, and which of them are failures of a server.

/** Names by number, https://grpc.io/docs/guides/status-codes. */
const NAMES = [
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

/** Connect writes them in lower case, and "canceled" with one l. */
const CONNECT_NAMES: readonly string[] = NAMES.map((name) => (name === 'CANCELLED' ? 'canceled' : name.toLowerCase()));

export const OK = 0;
export const CANCELLED = 1;
export const UNIMPLEMENTED = 12;
export const INTERNAL = 13;

/** What the server is to blame for; all others tell the client what it did wrong. */
const SERVER_ERRORS: ReadonlySet<number> = new Set(
  (['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'] as const).map((name) =>
    NAMES.indexOf(name),
  ),
);

/** `rpc.status_code` of gRPC: the name, or the number where it has none. */
export function grpcStatusName(code: number): string {
  return NAMES[code] ?? String(code);
}

/** `rpc.status_code` of the Connect protocol. */
export function connectStatusName(code: number): string {
  return CONNECT_NAMES[code] ?? String(code);
}

/** Whether a status is an error of the server's span. On the client's, all but `OK` are. */
export function isServerError(code: number): boolean {
  return SERVER_ERRORS.has(code);
}
