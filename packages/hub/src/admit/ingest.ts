import type { ItemLimits, PartialSuccess } from '@throughline/wire/decode';
import type { Journal } from '../journal/journal.ts';
import type { Signal } from '../store/engine.ts';
import type { Tail } from '../tail/tail.ts';
import { checkRequest } from './check-request.ts';
import type { Ledger } from './ledger.ts';

export interface IngestParts {
  readonly journals: Readonly<Record<Signal, Journal>>;
  readonly ledger: Ledger;
  readonly limits: ItemLimits;
  /** Sees the spans that are kept. */
  readonly tail: Tail;
}

/** Checks requests and keeps them: what both receivers do with the bytes of a request. */
export class Ingest {
  readonly #parts: IngestParts;

  constructor(parts: IngestParts) {
    this.#parts = parts;
  }

  /**
   * Keeps an encoded OTLP request. When the promise is fulfilled, everything that is not reported as rejected is safe.
   *
   * @throws WireError when the bytes are no such request; HubError `TL_JOURNAL_FULL` or `TL_JOURNAL_WRITE` when nothing of
   *   it could be kept, and a later attempt may succeed.
   */
  async keep(signal: Signal, request: Uint8Array): Promise<PartialSuccess | undefined> {
    const { journals, ledger, limits, tail } = this.#parts;
    const { kept, items, rejected, reason } = checkRequest(signal, request, limits);
    ledger.receive(signal, items + rejected, rejected);
    try {
      if (items > 0) await journals[signal].append(kept, items);
    } catch (error) {
      ledger.refuse(signal, items + rejected, rejected);
      throw error;
    }
    if (signal === 'traces') tail.offer(kept, items);
    return rejected === 0 ? undefined : { rejectedCount: rejected, errorMessage: reason };
  }
}
