// google.rpc.Status, the body of an OTLP/HTTP error and of gRPC's `grpc-status-details-bin`, with the one detail that
// OTLP uses, google.rpc.RetryInfo (google/rpc/status.proto, google/rpc/error_details.proto, google/protobuf/any.proto).
import { parseJson, parseMessageJson } from '../json/parse-message-json.ts';
import { formatMessageJson } from '../json/format-message-json.ts';
import { decodeMessage } from '../protobuf/decode-message.ts';
import { encodeMessage } from '../protobuf/encode-message.ts';
import { embedded, message, repeated, scalar } from '../protobuf/message-type.ts';

/** An error as gRPC and OTLP/HTTP describe it. */
export interface RpcStatus {
  /** gRPC's status code: 3 invalid argument, 8 resource exhausted, 14 unavailable … */
  readonly code: number;
  readonly message: string;
  /** From `RetryInfo`: how long to wait before the next attempt. `undefined` when there is none. */
  readonly retryDelayMs: number | undefined;
}

interface AnyMessage {
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

interface Status {
  readonly code: number;
  readonly message: string;
  readonly details: readonly AnyMessage[];
}

interface Duration {
  readonly seconds: bigint;
  readonly nanos: number;
}

interface RetryInfo {
  readonly retryDelay: Duration | undefined;
}

const RETRY_INFO_URL = 'type.googleapis.com/google.rpc.RetryInfo';

const ANY = message<AnyMessage>({ typeUrl: scalar(1, 'string'), value: scalar(2, 'bytes') });
const STATUS = message<Status>({
  code: scalar(1, 'int32'),
  message: scalar(2, 'string'),
  details: repeated(3, ANY),
});
const DURATION = message<Duration>({ seconds: scalar(1, 'int64'), nanos: scalar(2, 'int32') });
const RETRY_INFO = message<RetryInfo>({ retryDelay: embedded(1, DURATION) });

/**
 * Decodes a google.rpc.Status.
 *
 * @throws {@link WireError} when the bytes are malformed. A malformed detail is ignored.
 */
export function decodeRpcStatus(bytes: Uint8Array): RpcStatus {
  const { code, message: text, details } = decodeMessage(bytes, STATUS);
  const detail = details.find(({ typeUrl }) => typeUrl.endsWith('/google.rpc.RetryInfo'));
  return { code, message: text, retryDelayMs: detail && findDelay(detail.value) };
}

function findDelay(bytes: Uint8Array): number | undefined {
  try {
    const { retryDelay } = decodeMessage(bytes, RETRY_INFO);
    return retryDelay && Number(retryDelay.seconds) * 1000 + retryDelay.nanos / 1e6;
  } catch {
    return undefined;
  }
}

/** Encodes a google.rpc.Status, with `RetryInfo` when there is a delay. */
export function encodeRpcStatus({ code, message: text, retryDelayMs }: RpcStatus): Uint8Array {
  const details = retryDelayMs === undefined ? [] : [{ typeUrl: RETRY_INFO_URL, value: encodeDelay(retryDelayMs) }];
  return encodeMessage({ code, message: text, details }, STATUS);
}

function encodeDelay(delayMs: number): Uint8Array {
  const seconds = Math.floor(delayMs / 1000);
  const nanos = Math.round((delayMs - seconds * 1000) * 1e6);
  return encodeMessage({ retryDelay: { seconds: BigInt(seconds), nanos } }, RETRY_INFO);
}

interface PlainStatus {
  readonly code: number;
  readonly message: string;
}

const PLAIN_STATUS = message<PlainStatus>({ code: scalar(1, 'int32'), message: scalar(2, 'string') });

/**
 * Parses the JSON form of a google.rpc.Status.
 *
 * @throws {@link WireError} `TL_WIRE_JSON` when it is no such object. A malformed detail is ignored.
 */
export function parseRpcStatusJson(source: string | object): RpcStatus {
  const json = typeof source === 'string' ? parseJson(source) : source;
  const { code, message: text } = parseMessageJson(json, PLAIN_STATUS);
  const { details } = json as { details?: unknown };
  return { code, message: text, retryDelayMs: Array.isArray(details) ? findJsonDelay(details) : undefined };
}

// A duration is text in seconds, `'3.5s'`.
const DURATION_TEXT = /^(-?\d{1,12}(?:\.\d{1,9})?)s$/;

function findJsonDelay(details: readonly unknown[]): number | undefined {
  for (const detail of details) {
    const { '@type': type, retryDelay } = (detail ?? {}) as { '@type'?: unknown; retryDelay?: unknown };
    if (typeof type !== 'string' || !type.endsWith('/google.rpc.RetryInfo')) continue;
    const match = DURATION_TEXT.exec(String(retryDelay));
    return match === null ? undefined : Number(match[1]) * 1000;
  }
  return undefined;
}

/** Formats a google.rpc.Status as JSON, with `RetryInfo` when there is a delay. */
export function formatRpcStatusJson({ code, message: text, retryDelayMs }: RpcStatus): string {
  if (retryDelayMs === undefined) return formatMessageJson({ code, message: text }, PLAIN_STATUS);
  const details = [{ '@type': RETRY_INFO_URL, retryDelay: `${(retryDelayMs / 1000).toFixed(3)}s` }];
  return JSON.stringify({ code, message: text, details });
}
