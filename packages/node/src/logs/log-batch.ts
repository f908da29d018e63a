// Collects what libraries log. While the application logs, a line is only put aside; it is read and encoded with others:
//
//   line ─▶ backlog ─ 64 lines, or the batch closes ─▶ bytes of each scope ─ full or old ─▶ one request ─▶ queues
import { appendLogRecord, joinTraceRequest } from '@throughline/wire';
import { report } from '../diagnostics/reporter.ts';
import type { EncodedBatch } from '../export/encoded-batch.ts';
import { runDetached } from '../export/detached.ts';
import { clock, readClock } from '../trace/clock.ts';
import type { AttributeBounds } from '../trace/attributes.ts';
import type { SpanIdentity } from '../trace/identity.ts';
import type { LogSource } from './log-source.ts';

const MAX_BACKLOG = 64;
/** A batch is closed early when its records are this large, so that one request stays far below a receiver's limit. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** A chunk that grew beyond this for a few large records is given back. */
const MAX_KEPT_CHUNK_BYTES = 512 * 1024;

export interface LogBatchOptions {
  /** Records in a batch. */
  readonly maxRecords: number;
  /** Time from a batch's first line to its end. */
  readonly scheduleDelayMs: number;
  readonly bounds: AttributeBounds;
  /** The encoded resource; asked for once, with the first batch. */
  readonly resource: () => Uint8Array;
  readonly deliver: (batch: EncodedBatch) => void;
}

/** A line, where it is from, and the span in which it was written. */
export interface LoggedLine {
  readonly source: LogSource;
  readonly line: never;
  readonly identity: SpanIdentity | undefined;
}

interface BacklogEntry extends LoggedLine {
  readonly high: number;
  readonly low: number;
}

/** The current batch of log records. */
export class LogBatch {
  /** Lines taken so far, and those that could not be read. */
  readonly counters = { logged: 0, unreadable: 0 };
  readonly #options: LogBatchOptions;
  #backlog: BacklogEntry[] = [];
  readonly #sources = new Set<LogSource>();
  #recordCount = 0;
  #byteCount = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LogBatchOptions) {
    this.#options = options;
  }

  add({ source, line, identity }: LoggedLine): void {
    readClock();
    this.#backlog.push({ source, line, identity, high: clock.high, low: clock.low });
    this.counters.logged++;
    // The timer must keep neither the process nor the context of whoever logs first.
    this.#timer ??= runDetached(() => setTimeout(() => this.close(), this.#options.scheduleDelayMs).unref());
    if (this.#backlog.length >= Math.min(MAX_BACKLOG, this.#options.maxRecords)) this.#encodeBacklog();
  }

  get isEmpty(): boolean {
    return this.#backlog.length === 0 && this.#recordCount === 0;
  }

  /** Closes the batch, if there is anything in it, and delivers it. */
  close(): void {
    this.#encodeBacklog();
    this.#deliver();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #encodeBacklog(): void {
    // What is read may itself log.
    const entries = this.#backlog;
    this.#backlog = [];
    for (const entry of entries) {
      this.#encode(entry);
      if (this.#recordCount >= this.#options.maxRecords || this.#byteCount >= MAX_BATCH_BYTES) this.#deliver();
    }
  }

  /** A line that cannot be read costs its record and nothing else. */
  #encode({ source, line, identity, high, low }: BacklogEntry): void {
    const { pending } = source;
    const before = pending.length;
    try {
      const {
        time = { high, low },
        eventName = '',
        ...content
      } = source.read(line, {
        identity,
        bounds: this.#options.bounds,
      });
      const times = { timeHigh: time.high, timeLow: time.low, observedHigh: high, observedLow: low };
      appendLogRecord(pending, { ...content, ...times, eventName, identity });
    } catch (error) {
      this.counters.unreadable++;
      report('error', `cannot encode a log record: ${String(error)}; it is lost`, 'encode-log');
      return;
    }
    this.#sources.add(source);
    this.#recordCount++;
    this.#byteCount += pending.length - before;
  }

  #deliver(): void {
    if (this.#recordCount === 0) return;
    const sources = [...this.#sources];
    const scopes = sources.map(({ header, pending }) => ({ header, spans: pending.written() }));
    const batch = { bytes: joinTraceRequest(this.#options.resource(), scopes), spanCount: this.#recordCount };
    for (const { pending } of sources) {
      pending.reset();
      if (pending.bytes.length > MAX_KEPT_CHUNK_BYTES) pending.shrink();
    }
    this.#sources.clear();
    this.#recordCount = 0;
    this.#byteCount = 0;
    this.#options.deliver(batch);
  }
}
