import { formatMessageJson } from '../json/format-message-json.ts';
import { parseMessageJson } from '../json/parse-message-json.ts';
import { decodeMessage } from '../protobuf/decode-message.ts';
import type { DecodeLimits } from '../protobuf/decode-message.ts';
import { encodeMessage } from '../protobuf/encode-message.ts';
import { METRICS_REQUEST } from './metrics-messages.ts';
import type { DecodedMetricsRequest } from './metrics-messages.ts';

/**
 * Decodes an ExportMetricsServiceRequest. Unknown fields are dropped.
 *
 * @throws {@link WireError} when the bytes are malformed or above a limit.
 */
export function decodeMetricsRequest(bytes: Uint8Array, limits?: DecodeLimits): DecodedMetricsRequest {
  return decodeMessage(bytes, METRICS_REQUEST, limits);
}

/** Encodes an ExportMetricsServiceRequest from its decoded form. */
export function encodeMetricsRequest(request: DecodedMetricsRequest): Uint8Array {
  return encodeMessage(request, METRICS_REQUEST);
}

/** Formats a decoded request as OTLP/JSON. */
export function formatMetricsRequestJson(request: DecodedMetricsRequest): string {
  return formatMessageJson(request, METRICS_REQUEST);
}

/**
 * Parses a request from OTLP/JSON: text, or what `JSON.parse` made of it.
 *
 * @throws {@link WireError} `TL_WIRE_JSON` when it is no OTLP/JSON, and the codes of the limits.
 */
export function parseMetricsRequestJson(source: string | object, limits?: DecodeLimits): DecodedMetricsRequest {
  return parseMessageJson(source, METRICS_REQUEST, limits);
}
