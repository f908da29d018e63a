import { formatMessageJson } from '../json/format-message-json.ts';
import { parseMessageJson } from '../json/parse-message-json.ts';
import { decodeMessage } from '../protobuf/decode-message.ts';
import type { DecodeLimits } from '../protobuf/decode-message.ts';
import { encodeMessage } from '../protobuf/encode-message.ts';
import { LOGS_REQUEST } from './logs-messages.ts';
import type { DecodedLogsRequest } from './logs-messages.ts';

/**
 * Decodes an ExportLogsServiceRequest. Unknown fields are dropped.
 *
 * @throws {@link WireError} when the bytes are malformed or above a limit.
 */
export function decodeLogsRequest(bytes: Uint8Array, limits?: DecodeLimits): DecodedLogsRequest {
  return decodeMessage(bytes, LOGS_REQUEST, limits);
}

/** Encodes an ExportLogsServiceRequest from its decoded form. */
export function encodeLogsRequest(request: DecodedLogsRequest): Uint8Array {
  return encodeMessage(request, LOGS_REQUEST);
}

/** Formats a decoded request as OTLP/JSON. */
export function formatLogsRequestJson(request: DecodedLogsRequest): string {
  return formatMessageJson(request, LOGS_REQUEST);
}

/** Turns a request with log records from `joinTraceRequest` into the bytes of OTLP/JSON. As slow as `encodeTracesJson`. */
export function encodeLogsJson(request: Uint8Array): Uint8Array {
  const decoded = decodeLogsRequest(request, { maxElements: Number.POSITIVE_INFINITY });
  return Buffer.from(formatLogsRequestJson(decoded), 'utf8');
}

/**
 * Parses a request from OTLP/JSON: text, or what `JSON.parse` made of it.
 *
 * @throws {@link WireError} `TL_WIRE_JSON` when it is no OTLP/JSON, and the codes of the limits.
 */
export function parseLogsRequestJson(source: string | object, limits?: DecodeLimits): DecodedLogsRequest {
  return parseMessageJson(source, LOGS_REQUEST, limits);
}
