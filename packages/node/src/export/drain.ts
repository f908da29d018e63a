import type { QueuedBatch } from './batch-list.ts';

/** Somebody who waits until the batches of one moment have left the queue. Keeps the process alive until its deadline. */
export class Drain {
  /** Whether all of them were delivered, or refused for good, in time. */
  readonly finished: Promise<boolean>;
  readonly deadlineAtMs: number;
  readonly #entries: Set<QueuedBatch>;
  readonly #timer: NodeJS.Timeout;
  readonly #resolve: (done: boolean) => void;
  #dropped = false;

  constructor(entries: readonly QueuedBatch[], deadlineMs: number) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.finished = promise;
    this.#resolve = resolve;
    this.#entries = new Set(entries);
    this.deadlineAtMs = performance.now() + deadlineMs;
    this.#timer = setTimeout(() => this.#finish(false), deadlineMs);
    if (entries.length === 0) this.#finish(true);
  }

  /** A batch has left the queue: handled by the receiver, or dropped. */
  leave(entry: QueuedBatch, outcome: 'handled' | 'dropped'): void {
    if (!this.#entries.delete(entry)) return;
    if (outcome === 'dropped') this.#dropped = true;
    if (this.#entries.size === 0) this.#finish(!this.#dropped);
  }

  giveUp(): void {
    this.#finish(false);
  }

  #finish(done: boolean): void {
    clearTimeout(this.#timer);
    this.#resolve(done);
  }
}
