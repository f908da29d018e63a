import type { SpanIssue, Trace, TraceSummary } from './types.ts';

/**
 * `GET /api/v1/traces/{id}/outline`: a whole trace, as little of each span as a picture of it needs. Spans are in tree order, as
 * in {@link Trace}; their attributes are had from there, window by window.
 */
export interface TraceOutline extends TraceSummary {
  readonly serviceTimes: Trace['serviceTimes'];
  /** Every name that a span has, once. */
  readonly names: readonly string[];
  readonly columns: OutlineColumns;
  /** Which spans are what, by their place, ascending. */
  readonly marks: OutlineMarks;
  /** Events of spans: pairs of the span's place and the time from the start of the trace in ns. */
  readonly events: readonly number[];
}

/** One entry for each span. */
export interface OutlineColumns {
  /** 16 hex digits each, without anything between. */
  readonly spanIds: string;
  /** Place in `services`. */
  readonly service: readonly number[];
  /** Place in `names`. */
  readonly name: readonly number[];
  /** OTLP's number: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: readonly number[];
  readonly depth: readonly number[];
  readonly descendantCount: readonly number[];
  readonly offsetNs: readonly number[];
  readonly durationNs: readonly number[];
  readonly selfNs: readonly number[];
}

export type OutlineMarks = Readonly<Record<'error' | 'critical' | 'links' | SpanIssue, readonly number[]>>;

/** `GET /api/v1/traces/{id}/matches?q=`: the places of the spans that a query finds in a trace, ascending. */
export interface TraceMatches {
  readonly places: readonly number[];
}
