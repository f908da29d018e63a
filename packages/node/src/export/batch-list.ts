// The batches that one exporter holds, those under way included, within a budget:
//
//   add ─▶ waiting (oldest first) ─ take ─▶ under way ─ remove ─▶ gone
//                ▲                              │
//                └────────── putBack ───────────┘
import type { EncodedBatch } from './encoded-batch.ts';

/** What a batch costs beside its bytes: the objects around them, as measured with 100,000 small batches. */
export const BATCH_OVERHEAD_BYTES = 640;

/** Bounds of a queue. */
export interface QueueBounds {
  /** Memory, the objects around the bytes included. */
  readonly maxQueueBytes: number;
  /** Spans; `undefined` for no bound but the bytes. */
  readonly maxQueueSize: number | undefined;
  /** Which batches stay when the queue is full. */
  readonly keep: 'newest' | 'oldest';
}

/** A batch in the queue, and what has been tried with it. */
export interface QueuedBatch {
  readonly batch: EncodedBatch;
  readonly sequence: number;
  failures: number;
  /** How many batches had been delivered when this one failed first. */
  deliveredBefore: number;
}

/** Batches in order, and what they cost. */
export class BatchList {
  /** Memory of all batches, those under way included. */
  bytes = 0;
  /** Spans of all batches, those under way included. */
  spans = 0;
  readonly #bounds: QueueBounds;
  readonly #waiting: QueuedBatch[] = [];
  readonly #underWay = new Set<QueuedBatch>();
  #nextSequence = 0;

  constructor(bounds: QueueBounds) {
    this.#bounds = bounds;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  get underWayCount(): number {
    return this.#underWay.size;
  }

  /** Adds a batch. @returns what the budget has no room for: older batches, or this one. */
  add(batch: EncodedBatch): readonly QueuedBatch[] {
    const entry = { batch, sequence: this.#nextSequence++, failures: 0, deliveredBefore: 0 };
    const evicted = this.#bounds.keep === 'newest' ? this.#evictFor(entry) : [];
    if (!this.#fits(entry, this)) return [entry];
    this.#count(entry, 1);
    this.#waiting.push(entry);
    return evicted;
  }

  /** Moves the first waiting batch to those under way. */
  take(): QueuedBatch | undefined {
    const entry = this.#waiting.shift();
    if (entry !== undefined) this.#underWay.add(entry);
    return entry;
  }

  /** Lets a batch that was under way wait again, in its old place or behind all others. */
  putBack(entry: QueuedBatch, where: 'in order' | 'last'): void {
    this.#underWay.delete(entry);
    const next = where === 'last' ? -1 : this.#waiting.findIndex(({ sequence }) => sequence > entry.sequence);
    this.#waiting.splice(next === -1 ? this.#waiting.length : next, 0, entry);
  }

  /** Forgets a batch that was under way. */
  remove(entry: QueuedBatch): void {
    if (this.#underWay.delete(entry)) this.#count(entry, -1);
  }

  /** Forgets the batches that wait. */
  clearWaiting(): readonly QueuedBatch[] {
    const entries = this.#waiting.splice(0);
    for (const entry of entries) this.#count(entry, -1);
    return entries;
  }

  /** All batches of this moment. */
  entries(): QueuedBatch[] {
    return [...this.#underWay, ...this.#waiting];
  }

  /** Those of them that are not under way. */
  waiting(): readonly QueuedBatch[] {
    return this.#waiting;
  }

  #evictFor(entry: QueuedBatch): QueuedBatch[] {
    const evicted: QueuedBatch[] = [];
    // What is under way cannot be taken back: where it leaves no room, nothing is given up in vain.
    if (!this.#fits(entry, this.#sizeUnderWay())) return evicted;
    while (!this.#fits(entry, this)) {
      const oldest = this.#waiting.shift() as QueuedBatch;
      this.#count(oldest, -1);
      evicted.push(oldest);
    }
    return evicted;
  }

  #fits(entry: QueuedBatch, held: { readonly bytes: number; readonly spans: number }): boolean {
    const { maxQueueBytes, maxQueueSize = Number.POSITIVE_INFINITY } = this.#bounds;
    return held.bytes + costOf(entry) <= maxQueueBytes && held.spans + entry.batch.spanCount <= maxQueueSize;
  }

  #sizeUnderWay(): { bytes: number; spans: number } {
    const size = { bytes: 0, spans: 0 };
    for (const entry of this.#underWay) {
      size.bytes += costOf(entry);
      size.spans += entry.batch.spanCount;
    }
    return size;
  }

  #count(entry: QueuedBatch, sign: 1 | -1): void {
    this.bytes += sign * costOf(entry);
    this.spans += sign * entry.batch.spanCount;
  }
}

/** A view keeps all of its buffer alive, so all of it counts. */
function costOf({ batch }: QueuedBatch): number {
  return batch.bytes.buffer.byteLength + BATCH_OVERHEAD_BYTES;
}
