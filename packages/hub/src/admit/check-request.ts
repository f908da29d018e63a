import {
  removeItems,
  validateLogsRequest,
  validateMetricsRequest,
  validateTraceRequest,
} from '@throughline/wire/decode';
import type { ItemLimits, ItemRange } from '@throughline/wire/decode';
import type { Signal } from '../store/engine.ts';

/** What is left of a request after the check. */
export interface CheckedRequest {
  /** The request without what was rejected. */
  readonly kept: Uint8Array;
  /** Spans, log records or data points in it. */
  readonly items: number;
  readonly rejected: number;
  /** Why, in words; `''` when nothing was rejected. */
  readonly reason: string;
}

interface Validated {
  readonly items: number;
  readonly rejected: readonly (ItemRange & { readonly items: number; readonly fault: string })[];
}

const VALIDATE: Readonly<Record<Signal, (request: Uint8Array, limits: ItemLimits) => Validated>> = {
  traces: validateTraces,
  logs: (request, limits) => itemsOf(validateLogsRequest(request, limits)),
  metrics: (request, limits) => itemsOf(validateMetricsRequest(request, limits)),
};

/**
 * Checks an encoded OTLP request and cuts out what cannot be stored. Nothing is decoded.
 *
 * @throws WireError when the bytes are no such request.
 */
export function checkRequest(signal: Signal, request: Uint8Array, limits: ItemLimits = {}): CheckedRequest {
  const { items, rejected: faulty } = VALIDATE[signal](request, limits);
  if (faulty.length === 0) return { kept: request, items, rejected: 0, reason: '' };
  const rejected = faulty.reduce((sum, one) => sum + one.items, 0);
  const reason = `not kept: ${[...new Set(faulty.map(({ fault }) => fault))].join(', ')}`;
  return { kept: removeItems(request, faulty), items: items - rejected, rejected, reason };
}

const NO_LIMITS: Required<ItemLimits> = {
  maxNesting: Number.POSITIVE_INFINITY,
  maxSpans: Number.POSITIVE_INFINITY,
  maxItems: Number.POSITIVE_INFINITY,
  maxAttributes: Number.POSITIVE_INFINITY,
  maxElements: Number.POSITIVE_INFINITY,
  maxEvents: Number.POSITIVE_INFINITY,
  maxLinks: Number.POSITIVE_INFINITY,
  maxNameBytes: Number.POSITIVE_INFINITY,
  maxTextBytes: Number.POSITIVE_INFINITY,
  maxExemplars: Number.POSITIVE_INFINITY,
  maxBuckets: Number.POSITIVE_INFINITY,
};

/** Counts the items of a request that was checked before, perhaps under other limits. */
export function countItems(signal: Signal, request: Uint8Array): number {
  return VALIDATE[signal](request, NO_LIMITS).items;
}

function validateTraces(request: Uint8Array, limits: ItemLimits): Validated {
  const { spanCount, rejected } = validateTraceRequest(request, limits);
  return { items: spanCount, rejected: rejected.map(({ start, fault }) => ({ start, fault, items: 1 })) };
}

function itemsOf({ itemCount, rejected }: { itemCount: number; rejected: Validated['rejected'] }): Validated {
  return { items: itemCount, rejected };
}
