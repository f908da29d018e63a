// What a file of OTLP holds: requests, of which signal, with how many items.
import { decodeLogsRequest, decodeMetricsRequest, decodeTraceRequest } from '@throughline/wire/decode';
import type { Signal } from '@throughline/wire/decode';

/** A request as it is sent. */
export interface OtlpRequest {
  readonly signal: Signal;
  /** Spans, log records or data points. */
  readonly items: number;
  readonly body: Uint8Array;
  readonly type: 'application/json' | 'application/x-protobuf';
}

const SIGNAL_OF: Readonly<Record<string, Signal>> = {
  resourceSpans: 'traces',
  resourceLogs: 'logs',
  resourceMetrics: 'metrics',
  // As protobuf names them, which some writers keep.
  resource_spans: 'traces',
  resource_logs: 'logs',
  resource_metrics: 'metrics',
};

/**
 * Reads a request in OTLP/JSON.
 *
 * @throws Error where it is none.
 */
export function readJsonRequest(text: string): OtlpRequest {
  const request = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const key = Object.keys(request ?? {}).find((name) => name in SIGNAL_OF);
  if (key === undefined) throw new Error('got no resourceSpans, resourceLogs or resourceMetrics');
  return { signal: SIGNAL_OF[key], items: countItems(request[key]), body: Buffer.from(text), type: 'application/json' };
}

/** What counts as an item, by the names of the lists that lead to it. */
const ITEM_LISTS = new Set(['spans', 'logRecords', 'log_records', 'dataPoints', 'data_points']);
const OUTER_LISTS = new Set([
  'scopeSpans',
  'scope_spans',
  'scopeLogs',
  'scope_logs',
  'scopeMetrics',
  'scope_metrics',
  'metrics',
  'gauge',
  'sum',
  'histogram',
  'exponentialHistogram',
  'exponential_histogram',
  'summary',
]);

function countItems(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countItems(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  let items = 0;
  for (const [key, inner] of Object.entries(value)) {
    if (ITEM_LISTS.has(key) && Array.isArray(inner)) items += inner.length;
    else if (OUTER_LISTS.has(key)) items += countItems(inner);
  }
  return items;
}

const COUNT_PROTOBUF: Readonly<Record<Signal, (bytes: Uint8Array) => number>> = {
  traces: (bytes) => countItems(decodeTraceRequest(bytes).resourceSpans),
  logs: (bytes) => countItems(decodeLogsRequest(bytes).resourceLogs),
  metrics: (bytes) => countItems(decodeMetricsRequest(bytes).resourceMetrics),
};

/**
 * Reads a request in protobuf, which does not say of which signal it is.
 *
 * @throws WireError where it is none.
 */
export function readProtobufRequest(bytes: Uint8Array, signal: Signal): OtlpRequest {
  return { signal, items: COUNT_PROTOBUF[signal](bytes), body: bytes, type: 'application/x-protobuf' };
}
