import { decodeLogsRequest, decodeMetricsRequest, removeSpans, validateTraceRequest } from '@throughline/wire/decode';
import type { TraceRequestLimits } from '@throughline/wire/decode';
import type { Signal } from '../store/engine.ts';

/** What is left of a request after the check. */
export interface CheckedRequest {
  /** The request without what was rejected. */
  readonly kept: Uint8Array;
  readonly items: number;
  readonly rejected: number;
  /** Why, in words; `''` when nothing was rejected. */
  readonly reason: string;
}

/**
 * Checks an encoded OTLP request and cuts out what cannot be stored.
 *
 * @throws WireError when the bytes are no such request.
 */
export function checkRequest(signal: Signal, request: Uint8Array, limits: TraceRequestLimits = {}): CheckedRequest {
  if (signal === 'traces') return checkTraces(request, limits);
  const items = signal === 'logs' ? countLogs(request) : countPoints(request);
  return { kept: request, items, rejected: 0, reason: '' };
}

function checkTraces(request: Uint8Array, limits: TraceRequestLimits): CheckedRequest {
  const { spanCount, rejected } = validateTraceRequest(request, limits);
  if (rejected.length === 0) return { kept: request, items: spanCount, rejected: 0, reason: '' };
  const reason = `not kept: ${[...new Set(rejected.map(({ fault }) => fault))].join(', ')}`;
  return {
    kept: removeSpans(request, rejected),
    items: spanCount - rejected.length,
    rejected: rejected.length,
    reason,
  };
}

function countLogs(request: Uint8Array): number {
  return decodeLogsRequest(request)
    .resourceLogs.flatMap(({ scopeLogs }) => scopeLogs)
    .reduce((sum, { logRecords }) => sum + logRecords.length, 0);
}

function countPoints(request: Uint8Array): number {
  return decodeMetricsRequest(request)
    .resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics)
    .reduce((sum, { metrics }) => sum + metrics.length, 0);
}
