import type { Signal } from '../store/engine.ts';

/** What became of the items of one signal since the hub started. Always `received = stored + rejected + queued`. */
export interface SignalCounts {
  received: number;
  stored: number;
  rejected: number;
  /** Acknowledged, or about to be, and not stored yet. */
  queued: number;
}

/** The books of the hub: every span, log record and data point is in exactly one column. */
export class Ledger {
  readonly counts: Readonly<Record<Signal, SignalCounts>> = { traces: none(), logs: none(), metrics: none() };

  /** Items arrived, and some of them will not be kept. */
  receive(signal: Signal, items: number, rejected: number): void {
    const counts = this.counts[signal];
    counts.received += items;
    counts.rejected += rejected;
    counts.queued += items - rejected;
  }

  /** Items whose journal refused them: their sender was told, and they never arrived. */
  refuse(signal: Signal, items: number, rejected: number): void {
    this.receive(signal, -items, -rejected);
  }

  /** Queued items are rows now. */
  store(signal: Signal, items: number): void {
    const counts = this.counts[signal];
    counts.queued -= items;
    counts.stored += items;
  }

  /** Queued items turned out to be impossible to store. */
  reject(signal: Signal, items: number): void {
    const counts = this.counts[signal];
    counts.queued -= items;
    counts.rejected += items;
  }
}

function none(): SignalCounts {
  return { received: 0, stored: 0, rejected: 0, queued: 0 };
}
