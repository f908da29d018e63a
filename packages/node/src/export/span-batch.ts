// Collects encoded spans and closes a batch when it is full or old enough:
//
//   span.end() ─▶ tracer.pending (bytes of one scope) ─┐
//   span.end() ─▶ tracer.pending (bytes of another) ───┼─ close() ─▶ one request ─▶ queue of each exporter
//
// The bytes are copied once, when the request is joined; the chunks keep their capacity for the next batch.
import { appendSpan, joinTraceRequest } from '@throughline/wire';
import { report } from '../diagnostics/reporter.ts';
import { forgetHarmlessTexts } from '../redaction/redact.ts';
import { correctClock } from '../trace/clock.ts';
import { SAMPLED_FLAG } from '../trace/identity.ts';
import type { Span } from '../trace/span.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { SpanSink } from '../trace/tracer-shared.ts';
import { runDetached } from './detached.ts';
import type { EncodedBatch } from './encoded-batch.ts';

/** A batch is closed early when its spans are this large, so that one request stays far below a receiver's limit. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** A chunk that grew beyond this for a few large spans is given back. */
const MAX_KEPT_CHUNK_BYTES = 512 * 1024;

/** When a batch is closed, and who gets it. */
export interface SpanBatchOptions {
  /** Spans in a batch. */
  readonly maxSpans: number;
  /** Time from a batch's first span to its end. */
  readonly scheduleDelayMs: number;
  /** The encoded resource; asked for once, with the first batch. */
  readonly resource: () => Uint8Array;
  readonly deliver: (batch: EncodedBatch) => void;
}

/** The sink of sampled spans. */
export class SpanBatch implements SpanSink {
  private readonly maxSpans: number;
  private readonly options: SpanBatchOptions;
  private tracers: Tracer[] = [];
  private spanCount = 0;
  private byteCount = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: SpanBatchOptions) {
    this.options = options;
    this.maxSpans = options.maxSpans;
  }

  end(span: Span): void {
    if ((span.traceFlags & SAMPLED_FLAG) === 0) return;
    const { pending } = span.tracer;
    const before = pending.length;
    if (!append(span)) return;
    if (before === 0) this.open(span.tracer);
    this.byteCount += pending.length - before;
    if (++this.spanCount >= this.maxSpans || this.byteCount >= MAX_BATCH_BYTES) this.close();
  }

  hasSpans(): boolean {
    return this.spanCount > 0;
  }

  /** Closes the batch, if there is anything in it, and delivers it. */
  close(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.spanCount === 0) return;
    const batch = { bytes: this.join(), spanCount: this.spanCount };
    for (const { pending } of this.tracers) release(pending);
    this.tracers = [];
    this.spanCount = 0;
    this.byteCount = 0;
    correctClock();
    forgetHarmlessTexts();
    this.options.deliver(batch);
  }

  private open(tracer: Tracer): void {
    this.tracers.push(tracer);
    // The timer must keep neither the process nor the context of whoever ended the first span.
    this.timer ??= runDetached(() => setTimeout(() => this.close(), this.options.scheduleDelayMs).unref());
  }

  private join(): Uint8Array {
    const scopes = this.tracers.map(({ header, pending }) => ({ header, spans: pending.written() }));
    return joinTraceRequest(this.options.resource(), scopes);
  }
}

function release(chunk: Tracer['pending']): void {
  chunk.reset();
  if (chunk.bytes.length > MAX_KEPT_CHUNK_BYTES) chunk.shrink();
}

/** A value that changes while it is written, or an object that throws when it is read, costs its span and nothing else. */
function append(span: Span): boolean {
  try {
    appendSpan(span.tracer.pending, span);
    return true;
  } catch (error) {
    report('error', `cannot encode span "${span.name}": ${String(error)}; it is lost`, 'encode');
    return false;
  }
}
