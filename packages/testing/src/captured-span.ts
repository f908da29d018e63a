import type { HrTime, RecordedSpan } from './recorded-span.ts';

const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
const STATUSES = ['unset', 'ok', 'error'] as const;

export type SpanKindName = (typeof KINDS)[number];
export type SpanStatusName = (typeof STATUSES)[number];

/** An event of a captured span. */
export interface CapturedEvent {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Since the start of the span. */
  readonly offsetMs: number;
}

/** An error that was recorded on a span. */
export interface CapturedException {
  /** The error's `code` if it has one, otherwise its class. */
  readonly type: string | undefined;
  readonly message: string | undefined;
  readonly stack: string | undefined;
}

/** A span as it was when the capture was read, with its place in the tree. */
export class CapturedSpan {
  readonly name: string;
  readonly kind: SpanKindName;
  readonly status: { readonly code: SpanStatusName; readonly message: string | undefined };
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Without the `exception` events, which are in `exceptions`. */
  readonly events: readonly CapturedEvent[];
  readonly exceptions: readonly CapturedException[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly traceId: string;
  readonly spanId: string;
  /** `undefined` for a root span. */
  readonly parentSpanId: string | undefined;
  /** The name of the tracer. */
  readonly tracer: string;
  /** False for a span that nobody has ended yet. */
  readonly ended: boolean;
  /** 0 until the span ends. */
  readonly durationMs: number;
  /** The parent, if it was captured, too. */
  parent: CapturedSpan | undefined = undefined;
  /** In the order of their start. */
  readonly children: CapturedSpan[] = [];

  constructor(span: RecordedSpan, ended: boolean) {
    const { traceId, spanId } = span.spanContext();
    this.name = span.name;
    this.kind = KINDS[span.kind] ?? 'internal';
    this.status = { code: STATUSES[span.status.code] ?? 'unset', message: span.status.message };
    this.attributes = span.attributes;
    this.events = span.events.filter(({ name }) => name !== 'exception').map((event) => toEvent(event, span.startTime));
    this.exceptions = span.events.filter(({ name }) => name === 'exception').map(toException);
    this.links = span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId }));
    this.traceId = traceId;
    this.spanId = spanId;
    this.parentSpanId = span.parentSpanContext?.spanId;
    this.tracer = span.instrumentationScope.name;
    this.ended = ended;
    this.durationMs = ended ? toMs(span.duration) : 0;
  }
}

function toEvent(event: RecordedSpan['events'][number], start: HrTime): CapturedEvent {
  return { name: event.name, attributes: event.attributes ?? {}, offsetMs: toMs(event.time) - toMs(start) };
}

function toException({ attributes = {} }: RecordedSpan['events'][number]): CapturedException {
  const text = (key: string) => attributes[key] as string | undefined;
  return { type: text('exception.type'), message: text('exception.message'), stack: text('exception.stacktrace') };
}

function toMs([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + nanoseconds / 1e6;
}
