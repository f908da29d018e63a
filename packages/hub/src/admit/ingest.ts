import { removeSpans, validateTraceRequest } from '@throughline/wire/decode';
import type { PartialSuccess, TraceRequestLimits } from '@throughline/wire/decode';
import type { Journal } from '../journal/journal.ts';
import type { Signal } from '../store/engine.ts';

/** Counts of one signal since the hub started. Received = stored + rejected + queued, always. */
export interface IngestCounts {
  received: number;
  rejected: number;
}

/** Checks requests and keeps them: what both receivers do with the bytes of a request. */
export class Ingest {
  readonly counts: Readonly<Record<Signal, IngestCounts>> = {
    traces: { received: 0, rejected: 0 },
    logs: { received: 0, rejected: 0 },
    metrics: { received: 0, rejected: 0 },
  };
  readonly #journals: Readonly<Record<Signal, Journal>>;
  readonly #limits: TraceRequestLimits;

  constructor(journals: Readonly<Record<Signal, Journal>>, limits: TraceRequestLimits = {}) {
    this.#journals = journals;
    this.#limits = limits;
  }

  /**
   * Keeps an encoded OTLP request. When the promise is fulfilled, everything that is not reported as rejected is safe.
   *
   * @throws WireError when the bytes are no such request; HubError `TL_JOURNAL_FULL` or `TL_JOURNAL_WRITE` when nothing of
   *   it could be kept, and a later attempt may succeed.
   */
  async keep(signal: Signal, request: Uint8Array): Promise<PartialSuccess | undefined> {
    const { spanCount, rejected } = validateTraceRequest(request, this.#limits);
    const kept = rejected.length === 0 ? request : removeSpans(request, rejected);
    const items = spanCount - rejected.length;
    if (items > 0) await this.#journals[signal].append(kept, items);
    const counts = this.counts[signal];
    counts.received += spanCount;
    counts.rejected += rejected.length;
    if (rejected.length === 0) return undefined;
    const faults = [...new Set(rejected.map(({ fault }) => fault))].join(', ');
    return { rejectedCount: rejected.length, errorMessage: `not kept: ${faults}` };
  }
}
