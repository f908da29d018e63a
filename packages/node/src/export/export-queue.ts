// Holds encoded batches until their transport has delivered them. Bounded by bytes and optionally by spans; what does
// not fit is dropped and counted. A receiver that is down is tried again with growing delays for as long as the budget
// lasts: nothing is given up that memory allows to keep.
import { SUPPRESSED } from '../context/context.ts';
import { storage } from '../context/context-manager.ts';
import { report } from '../diagnostics/reporter.ts';
import { backoffMs } from './backoff.ts';
import type { EncodedBatch } from './encoded-batch.ts';
import type { SendResult, Transport } from './transport.ts';

/** Requests under way at once while the receiver answers; one while it does not. */
const MAX_CONCURRENCY = 4;
/** Delay between attempts while the process is shutting down. */
const DRAIN_RETRY_MS = 100;
/** A receiver may not silence us for longer than this. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** Bounds of a queue. */
export interface ExportQueueOptions {
  readonly maxQueueBytes: number;
  /** Spans; `undefined` for no bound but the bytes. */
  readonly maxQueueSize: number | undefined;
  readonly keep: 'newest' | 'oldest';
}

/** What a queue has done so far, in spans. */
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
  readonly #options: ExportQueueOptions;
  readonly #waiting: EncodedBatch[] = [];
  #waitingBytes = 0;
  #waitingSpans = 0;
  #inFlight = 0;
  #failures = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #draining = false;
  #closed = false;
  #onIdle: (() => void)[] = [];

  constructor(transport: Transport, options: ExportQueueOptions) {
    this.transport = transport;
    this.#options = options;
  }

  /** Spans that wait or are under way. */
  get queuedSpans(): number {
    return this.#waitingSpans;
  }

  /** Takes a batch, dropping others or this one where the budget is spent. */
  offer(batch: EncodedBatch): void {
    if (this.#closed) {
      this.#drop(batch, 'after shutdown');
      return;
    }
    if (this.#options.keep === 'newest') this.#makeRoom(batch);
    if (!this.#fits(batch)) {
      this.#drop(batch, 'queue full');
      return;
    }
    this.#enter(batch);
    this.#waiting.push(batch);
    this.#pump();
  }

  /**
   * Sends what waits, trying again at once instead of after a delay, and keeps the process alive meanwhile.
   *
   * @returns whether everything was delivered (or refused for good) before the deadline.
   */
  async drain(deadlineMs: number): Promise<boolean> {
    if (this.#isIdle()) return true;
    this.#draining = true;
    this.transport.hold(true);
    const idle = new Promise<boolean>((resolve) => this.#onIdle.push(() => resolve(true)));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), deadlineMs);
    });
    this.#retryNow();
    const done = await Promise.race([idle, late]);
    clearTimeout(timer);
    this.#draining = false;
    this.transport.hold(false);
    return done;
  }

  /** Closes the transport; what still waits is counted as dropped. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    for (const batch of this.#waiting.splice(0)) this.#drop(batch, 'shutdown deadline', true);
    this.transport.close();
  }

  #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#inFlight === 0;
  }

  #fits(batch: EncodedBatch): boolean {
    const { maxQueueBytes, maxQueueSize = Number.POSITIVE_INFINITY } = this.#options;
    if (this.#waitingBytes + batch.bytes.length > maxQueueBytes) return false;
    return this.#waitingSpans + batch.spanCount <= maxQueueSize;
  }

  #makeRoom(batch: EncodedBatch): void {
    while (this.#waiting.length > 0 && !this.#fits(batch)) {
      this.#drop(this.#waiting.shift() as EncodedBatch, 'queue full', true);
    }
  }

  #enter(batch: EncodedBatch): void {
    this.#waitingBytes += batch.bytes.length;
    this.#waitingSpans += batch.spanCount;
  }

  #leave(batch: EncodedBatch): void {
    this.#waitingBytes -= batch.bytes.length;
    this.#waitingSpans -= batch.spanCount;
  }

  #drop(batch: EncodedBatch, why: string, wasQueued = false): void {
    if (wasQueued) this.#leave(batch);
    this.counters.dropped += batch.spanCount;
    const { name, endpoint } = this.transport;
    report(
      'warn',
      `${this.counters.dropped} spans dropped so far: ${why} of ${name} to ${endpoint}${this.#because()}`,
      `drop:${name}:${endpoint}`,
    );
  }

  #because(): string {
    return this.lastError === undefined ? '' : ` (last error: ${this.lastError.message})`;
  }

  #pump(): void {
    const concurrency = this.#failures > 0 ? 1 : MAX_CONCURRENCY;
    while (this.#waiting.length > 0 && this.#inFlight < concurrency && this.#retryTimer === undefined) {
      this.#send(this.#waiting.shift() as EncodedBatch);
    }
    if (this.#isIdle()) for (const done of this.#onIdle.splice(0)) done();
  }

  #send(batch: EncodedBatch): void {
    this.#inFlight++;
    storage.run(SUPPRESSED, () => {
      void this.transport
        .send(batch)
        .catch((error: unknown): SendResult => ({ kind: 'failed', reason: String(error) }))
        .then((result) => this.#settle(batch, result));
    });
  }

  #settle(batch: EncodedBatch, result: SendResult): void {
    this.#inFlight--;
    if (result.kind === 'delivered') this.#delivered(batch, result);
    else if (result.kind === 'retry' && !this.#closed) this.#retry(batch, result);
    else this.#failed(batch, result.reason);
    this.#pump();
  }

  #delivered(batch: EncodedBatch, { rejectedSpans = 0, warning }: SendResult & { kind: 'delivered' }): void {
    this.#leave(batch);
    if (this.#failures > 0) report('info', `${this.transport.endpoint} takes spans again`);
    this.#failures = 0;
    this.lastError = undefined;
    this.counters.exported += batch.spanCount - rejectedSpans;
    this.counters.rejected += rejectedSpans;
    if (rejectedSpans === 0 && !warning) return;
    const what = rejectedSpans > 0 ? `refused ${rejectedSpans} of ${batch.spanCount} spans` : 'answered with a warning';
    report(
      'warn',
      `${this.transport.endpoint} ${what}: ${warning ?? 'no reason given'}`,
      `partial:${this.transport.endpoint}`,
    );
  }

  #retry(batch: EncodedBatch, { reason, afterMs }: SendResult & { kind: 'retry' }): void {
    this.#fail(reason);
    this.#failures++;
    this.#waiting.unshift(batch);
    if (this.#options.keep === 'oldest' || this.#waitingBytes <= this.#options.maxQueueBytes)
      this.#scheduleRetry(afterMs);
    report(
      'warn',
      `cannot export to ${this.transport.endpoint}: ${reason}; trying again`,
      `retry:${this.transport.endpoint}`,
    );
  }

  #failed(batch: EncodedBatch, reason: string): void {
    this.#fail(reason);
    this.#leave(batch);
    this.counters.dropped += batch.spanCount;
    const { endpoint } = this.transport;
    report(
      'error',
      `cannot export ${batch.spanCount} spans to ${endpoint}: ${reason}; they are lost`,
      `failed:${endpoint}:${reason}`,
    );
  }

  #fail(reason: string): void {
    this.counters.failedAttempts++;
    this.lastError = { message: reason, at: new Date() };
  }

  #scheduleRetry(afterMs: number | undefined): void {
    if (this.#retryTimer !== undefined) return;
    const asked = this.#draining ? DRAIN_RETRY_MS : (afterMs ?? backoffMs(this.#failures));
    const timer = setTimeout(() => this.#retryNow(), Math.min(asked, MAX_RETRY_AFTER_MS));
    if (!this.#draining) timer.unref();
    this.#retryTimer = timer;
  }

  #retryNow(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#pump();
  }
}
