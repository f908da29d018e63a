// Holds encoded batches until their transport has delivered them. Bounded by bytes and optionally by spans; what does
// not fit is dropped and counted. A receiver that is down is tried again with growing delays for as long as the budget
// lasts: nothing is given up that memory allows to keep.
import { report } from '../diagnostics/reporter.ts';
import { backoffMs, DEFAULT_RETRY_DELAYS, retryAfterMs, type RetryDelays } from './backoff.ts';
import { BatchList, type QueueBounds, type QueuedBatch } from './batch-list.ts';
import { runDetached } from './detached.ts';
import { Drain } from './drain.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { SendResult, Transport } from './transport.ts';

/** Requests under way at once while the receiver answers; one while it does not. */
const MAX_CONCURRENCY = 4;
/** Delays while somebody waits for the queue to empty. */
const DRAIN_DELAYS: RetryDelays = { firstMs: 100, maxMs: 500 };
/** Every so many failures a batch lets the others go first: it might be the reason why it fails. */
const STEP_BACK_AFTER = 3;
/** A batch that failed so often while others were delivered is given up. */
const MAX_FAILURES_OF_ONE = 6;

export interface ExportQueueOptions extends QueueBounds {
  readonly retry?: RetryDelays;
  /** What the batches hold, for messages. Default spans. */
  readonly items?: 'spans' | 'log records';
}

/** What a queue has done so far, in spans or log records (attempts in batches). */
export interface ExportCounters {
  exported: number;
  dropped: number;
  rejected: number;
  failedAttempts: number;
}

/** The queue of one exporter. */
export class ExportQueue {
  readonly transport: Transport;
  readonly counters: ExportCounters = { exported: 0, dropped: 0, rejected: 0, failedAttempts: 0 };
  /** The last failure and when it happened; `undefined` after a success. */
  lastError: { readonly message: string; readonly at: Date } | undefined;
  readonly #list: BatchList;
  readonly #delays: RetryDelays;
  readonly #items: string;
  readonly #concurrency: number;
  readonly #drains = new Set<Drain>();
  #deliveries = 0;
  #failures = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #retryAtMs = 0;
  #holds = 0;
  #closed = false;

  constructor(transport: Transport, options: ExportQueueOptions) {
    this.transport = transport;
    this.#list = new BatchList(options);
    this.#delays = options.retry ?? DEFAULT_RETRY_DELAYS;
    this.#items = options.items ?? 'spans';
    this.#concurrency = transport.maxConcurrency ?? MAX_CONCURRENCY;
  }

  /** Spans that wait or are under way, or that the transport keeps back. */
  get queuedSpans(): number {
    return this.#list.spans + (this.transport.bufferedSpans ?? 0);
  }

  /** Memory of the spans that wait or are under way. */
  get queuedBytes(): number {
    return this.#list.bytes;
  }

  /** Takes a batch, dropping others or this one where the budget is spent. */
  offer(batch: EncodedBatch): void {
    if (this.#closed) {
      this.#drop(batch, 'after shutdown');
      return;
    }
    for (const entry of this.#list.add(batch)) {
      this.#drop(entry.batch, 'queue full');
      this.#leave(entry, 'dropped');
    }
    this.#pump();
  }

  /**
   * Sends what is here now, trying again at once instead of after a delay, and keeps the process alive meanwhile.
   *
   * @returns whether all of it was delivered, or refused for good, before the deadline. Gives up earlier where the
   * receiver does not want to be asked again before then.
   */
  async drain(deadlineMs: number): Promise<boolean> {
    this.#hold(1);
    const drain = new Drain(this.#list.entries(), deadlineMs);
    this.#drains.add(drain);
    this.#retryNow();
    const done = await drain.finished;
    this.#drains.delete(drain);
    this.#hold(-1);
    return done;
  }

  /**
   * What has not been delivered, including what is under way: for a last attempt elsewhere, where nothing asynchronous runs
   * here any more. A transport that writes at once has written what is under way, and writes what it has kept back.
   */
  leftovers(): EncodedBatch[] {
    const { writesAtOnce = false } = this.transport;
    if (writesAtOnce) this.transport.close();
    return (writesAtOnce ? this.#list.waiting() : this.#list.entries()).map(({ batch }) => batch);
  }

  /** Closes the transport; what still waits is counted as dropped. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    for (const { batch } of this.#list.clearWaiting()) this.#drop(batch, 'shutdown deadline');
    for (const drain of this.#drains) drain.giveUp();
    runDetached(() => this.transport.close());
  }

  #hold(change: 1 | -1): void {
    const before = this.#holds > 0;
    this.#holds += change;
    const now = this.#holds > 0;
    if (before !== now) runDetached(() => this.transport.hold(now));
  }

  #pump(): void {
    const concurrency = this.#failures > 0 ? 1 : this.#concurrency;
    while (this.#retryTimer === undefined && this.#list.underWayCount < concurrency) {
      const entry = this.#list.take();
      if (entry === undefined) return;
      runDetached(() => void this.#send(entry));
    }
  }

  async #send(entry: QueuedBatch): Promise<void> {
    let result: SendResult;
    try {
      result = await this.transport.send(entry.batch);
    } catch (error) {
      result = { kind: 'failed', reason: String(error) };
    }
    this.#settle(entry, result);
    this.#pump();
  }

  #settle(entry: QueuedBatch, result: SendResult): void {
    if (result.kind === 'delivered') {
      this.#delivered(entry, result);
      return;
    }
    this.counters.failedAttempts++;
    this.lastError = { message: result.reason, at: new Date() };
    if (result.kind === 'failed') this.#lose(entry, result.reason, 'handled');
    else if (this.#closed) this.#lose(entry, result.reason, 'dropped');
    else this.#retry(entry, result);
  }

  #delivered(entry: QueuedBatch, { rejectedSpans = 0, warning }: SendResult & { kind: 'delivered' }): void {
    const { spanCount } = entry.batch;
    const { endpoint } = this.transport;
    if (this.#failures > 0) report('info', `${endpoint} takes ${this.#items} again`);
    this.#deliveries++;
    this.#failures = 0;
    this.lastError = undefined;
    const rejected = Math.min(Math.max(rejectedSpans, 0), spanCount);
    this.counters.exported += spanCount - rejected;
    this.counters.rejected += rejected;
    this.#leave(entry, 'handled');
    if (rejected === 0 && !warning) return;
    const what = rejected > 0 ? `refused ${rejected} of ${spanCount} ${this.#items}` : 'answered with a warning';
    report('warn', `${endpoint} ${what}: ${warning || 'no reason given'}`, `partial:${endpoint}`);
  }

  #retry(entry: QueuedBatch, { reason, afterMs, unreachable }: SendResult & { kind: 'retry' }): void {
    if (entry.failures++ === 0) entry.deliveredBefore = this.#deliveries;
    this.#postpone(afterMs);
    if (entry.failures >= MAX_FAILURES_OF_ONE && this.#deliveries > entry.deliveredBefore) {
      this.#lose(entry, `failed ${entry.failures} times while others were delivered: ${reason}`, 'handled');
      return;
    }
    this.#list.putBack(entry, entry.failures % STEP_BACK_AFTER === 0 ? 'last' : 'in order');
    const { endpoint } = this.transport;
    report('warn', `cannot export to ${endpoint}: ${reason}; trying again`, `retry:${endpoint}`);
    if (this.#list.underWayCount === 0) this.#dismissDrains(unreachable === true);
  }

  /** Sets when to try again. Requests that were under way together fail together: that counts once. */
  #postpone(afterMs: number | undefined): void {
    const isPending = this.#retryTimer !== undefined;
    if (isPending && afterMs === undefined) return;
    if (!isPending) this.#failures++;
    const delay = afterMs === undefined ? this.#backoffMs() : retryAfterMs(afterMs);
    const dueAtMs = performance.now() + delay;
    if (isPending && dueAtMs <= this.#retryAtMs) return;
    clearTimeout(this.#retryTimer);
    this.#retryAtMs = dueAtMs;
    this.#retryTimer = setTimeout(() => this.#retryNow(), delay).unref();
  }

  #backoffMs(): number {
    return backoffMs(this.#failures, this.#drains.size > 0 ? DRAIN_DELAYS : this.#delays);
  }

  /** Nobody has to wait for an attempt that comes after their deadline, or for a receiver that is not there. */
  #dismissDrains(all: boolean): void {
    for (const drain of this.#drains) if (all || drain.deadlineAtMs < this.#retryAtMs) drain.giveUp();
  }

  #retryNow(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#pump();
  }

  #leave(entry: QueuedBatch, outcome: 'handled' | 'dropped'): void {
    this.#list.remove(entry);
    for (const drain of this.#drains) drain.leave(entry, outcome);
  }

  #lose(entry: QueuedBatch, reason: string, outcome: 'handled' | 'dropped'): void {
    const { spanCount } = entry.batch;
    const { endpoint } = this.transport;
    this.counters.dropped += spanCount;
    this.#leave(entry, outcome);
    const text = `cannot export ${spanCount} ${this.#items} to ${endpoint}: ${reason}; they are lost`;
    report('error', text, `failed:${endpoint}:${reason}`);
  }

  #drop(batch: EncodedBatch, why: string): void {
    this.counters.dropped += batch.spanCount;
    const { name, endpoint } = this.transport;
    const because = this.lastError === undefined ? '' : ` (last error: ${this.lastError.message})`;
    const text = `${this.counters.dropped} ${this.#items} dropped so far: ${why} of ${name} to ${endpoint}${because}`;
    report('warn', text, `drop:${name}:${endpoint}`);
  }
}
