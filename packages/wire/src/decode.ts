// What receivers, tools and tests need beyond the encoder: decoding, OTLP/JSON, validation, responses and errors. An
// entry of its own, so that an application that only sends protobuf never loads it.
export { WireError } from './errors.ts';
export type { WireErrorCode } from './errors.ts';
export type { DecodedAttribute, DecodedResource, DecodedScope } from './otlp/common-messages.ts';
export {
  decodeExportResponse,
  encodeExportResponse,
  formatExportResponseJson,
  parseExportResponseJson,
} from './otlp/export-response.ts';
export type { PartialSuccess, Signal } from './otlp/export-response.ts';
export { DEFAULT_ITEM_LIMITS } from './otlp/items-walk.ts';
export type { ItemFault, ItemLimits, ItemsReport, RejectedItem } from './otlp/items-walk.ts';
export {
  decodeLogsRequest,
  encodeLogsJson,
  encodeLogsRequest,
  formatLogsRequestJson,
  parseLogsRequestJson,
} from './otlp/logs-codec.ts';
export type {
  DecodedLogRecord,
  DecodedLogsRequest,
  DecodedResourceLogs,
  DecodedScopeLogs,
} from './otlp/logs-messages.ts';
export { DEFAULT_TRACE_REQUEST_LIMITS } from './otlp/message-walk.ts';
export type { SpanFault, TraceRequestLimits } from './otlp/message-walk.ts';
export {
  decodeMetricsRequest,
  encodeMetricsRequest,
  formatMetricsRequestJson,
  parseMetricsRequestJson,
} from './otlp/metrics-codec.ts';
export type * from './otlp/metrics-messages.ts';
export { decodeRpcStatus, encodeRpcStatus, formatRpcStatusJson, parseRpcStatusJson } from './otlp/rpc-status.ts';
export { removeItems } from './otlp/remove-items.ts';
export type { ItemRange } from './otlp/remove-items.ts';
export type { RpcStatus } from './otlp/rpc-status.ts';
export {
  decodeTraceRequest,
  encodeTraceRequest,
  encodeTracesJson,
  formatTraceRequestJson,
  parseTraceRequestJson,
} from './otlp/trace-codec.ts';
export type {
  DecodedEvent,
  DecodedLink,
  DecodedResourceSpans,
  DecodedScopeSpans,
  DecodedSpan,
  DecodedStatus,
  DecodedTraceRequest,
} from './otlp/trace-messages.ts';
export { validateLogsRequest } from './otlp/validate-logs-request.ts';
export { validateMetricsRequest } from './otlp/validate-metrics-request.ts';
export { validateTraceRequest } from './otlp/validate-trace-request.ts';
export type { RejectedSpan, TraceRequestReport } from './otlp/validate-trace-request.ts';
export type { DecodeLimits } from './protobuf/decode-message.ts';
export type { DecodedValue } from './protobuf/message-type.ts';
export { Reader } from './protobuf/reader.ts';
