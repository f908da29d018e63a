import { formatMessageJson } from '../json/format-message-json.ts';
import { parseMessageJson } from '../json/parse-message-json.ts';
import { decodeMessage } from '../protobuf/decode-message.ts';
import type { DecodeLimits } from '../protobuf/decode-message.ts';
import { encodeMessage } from '../protobuf/encode-message.ts';
import { TRACE_REQUEST } from './trace-messages.ts';
import type { DecodedTraceRequest } from './trace-messages.ts';

/**
 * Decodes an ExportTraceServiceRequest. Unknown fields are dropped.
 *
 * @throws {@link WireError} when the bytes are malformed or above a limit.
 * @example
 * const { resourceSpans } = decodeTraceRequest(body);
 */
export function decodeTraceRequest(bytes: Uint8Array, limits?: DecodeLimits): DecodedTraceRequest {
  return decodeMessage(bytes, TRACE_REQUEST, limits);
}

/** Encodes an ExportTraceServiceRequest from its decoded form. */
export function encodeTraceRequest(request: DecodedTraceRequest): Uint8Array {
  return encodeMessage(request, TRACE_REQUEST);
}

/** Formats a decoded request as OTLP/JSON. */
export function formatTraceRequestJson(request: DecodedTraceRequest): string {
  return formatMessageJson(request, TRACE_REQUEST);
}

/**
 * Parses a request from OTLP/JSON: text, or what `JSON.parse` made of it.
 *
 * @throws {@link WireError} `TL_WIRE_JSON` when it is no OTLP/JSON, and the codes of the limits.
 */
export function parseTraceRequestJson(source: string | object, limits?: DecodeLimits): DecodedTraceRequest {
  return parseMessageJson(source, TRACE_REQUEST, limits);
}

/**
 * Turns a request from `joinTraceRequest` into the bytes of OTLP/JSON, for the `http/json` protocol. It decodes and
 * formats: tens of microseconds per span, so not for the span path. The number of elements is not limited.
 */
export function encodeTracesJson(request: Uint8Array): Uint8Array {
  const decoded = decodeTraceRequest(request, { maxElements: Number.POSITIVE_INFINITY });
  return Buffer.from(formatTraceRequestJson(decoded), 'utf8');
}
