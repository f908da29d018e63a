// The shapes of `/api/v1`: what the terminal and the web page read. All are JSON. Times are nanoseconds since 1970 as decimal
// strings, because a JavaScript number cannot hold them; durations are nanoseconds as numbers, exact up to 104 days.

export type * from './metric-types.ts';
export type * from './explore-types.ts';
export type * from './outline-types.ts';
export type * from './status-types.ts';

/** Attributes with their types. Integers that a JavaScript number cannot hold are decimal strings. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type SpanStatus = 'unset' | 'ok' | 'error';

/** One line of a list of traces. */
export interface TraceSummary {
  readonly traceId: string;
  /** Service and name of the span without a parent, or of the earliest if there is none. */
  readonly rootService: string;
  readonly rootName: string;
  readonly rootStatus: SpanStatus;
  readonly startUnixNano: string;
  /** From the first start to the last end. */
  readonly durationNs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
}

/** `GET /api/v1/traces?q=&start=&end=&limit=&cursor=`: newest first. */
export interface TraceList {
  readonly traces: readonly TraceSummary[];
  /** Give it as `cursor` to get the next page; `null` at the end. */
  readonly nextCursor: string | null;
}

/** `GET /api/v1/spans?q=&start=&end=&limit=&cursor=`: newest first. */
export interface SpanList {
  readonly spans: readonly Span[];
  readonly nextCursor: string | null;
}

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** `''` for none. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly startUnixNano: string;
  readonly durationNs: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly resource: Attributes;
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: Attributes };
  readonly traceState: string;
  readonly flags: number;
  /** What the sender left out. */
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
}

export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: Attributes;
}

/** A span in its place in the tree. */
export interface TreeSpan extends Span, SpanPlace {}

/** Where a span stands in its trace. */
export interface SpanPlace {
  /** 0 for a root. */
  readonly depth: number;
  readonly childCount: number;
  /** Spans below it, however deep. */
  readonly descendantCount: number;
  /** Its start, from the start of the trace. */
  readonly offsetNs: number;
  /** Its duration without what its children cover. */
  readonly selfNs: number;
  /** Whether the trace would have ended sooner, had this span been shorter. */
  readonly critical: boolean;
  /** What is odd about it, if anything. */
  readonly issues: readonly SpanIssue[];
}

export type SpanIssue =
  /** It names a parent that is not in the store: not sampled, dropped, late, or sent elsewhere. */
  | 'orphan'
  /** Another span of the trace has the same id. */
  | 'duplicate-id'
  /** Its parents form a ring, which was cut here. */
  | 'cycle'
  /** It starts before its parent, which ran elsewhere: the two clocks differ. */
  | 'clock-skew'
  /** Its start is 0, or its end lies before its start. */
  | 'invalid-time';

/** `GET /api/v1/traces/{id}?offset=&limit=`. */
export interface Trace extends TraceSummary {
  /** Depth first, children by start: a window of them. */
  readonly spans: readonly TreeSpan[];
  /** Which spans these are, of `spanCount`. */
  readonly window: { readonly offset: number; readonly limit: number };
  readonly serviceTimes: readonly {
    readonly service: string;
    readonly spanCount: number;
    readonly errorCount: number;
    readonly selfNs: number;
  }[];
  /** At most 1,000, by time. */
  readonly logs: readonly LogRecord[];
}

export interface LogRecord {
  readonly timeUnixNano: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly severityNumber: number;
  readonly severityText: string;
  /** The word for the range that `severityNumber` is in; `''` for none. */
  readonly severity: LogSeverity;
  readonly service: string;
  readonly eventName: string;
  readonly body: AttributeValue;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scopeName: string;
}

export type LogSeverity = '' | 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** `GET /api/v1/logs?q=&traceId=&service=&severity=&start=&end=&limit=&cursor=`: newest first. */
export interface LogList {
  readonly logs: readonly LogRecord[];
  readonly nextCursor: string | null;
}

/** `GET /api/v1/services?start=&end=`: by name. */
export interface ServiceList {
  readonly services: readonly ServiceSummary[];
}

/**
 * Rate, errors and duration of what a service was asked to do: its spans of kind server and consumer or, if it has none, all
 * of its spans. Of an operation: of all its spans.
 */
export interface ServiceSummary {
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly p50Ns: number;
  readonly p95Ns: number;
  readonly p99Ns: number;
  /** The minute of its newest span, of any kind. */
  readonly lastSeenUnixNano: string;
  /** The trace of its slowest call. */
  readonly exemplarTraceId: string;
  /** Spans of any kind. */
  readonly spans: number;
}

/** `GET /api/v1/operations?service=&start=&end=&limit=`: most calls first. */
export interface OperationList {
  readonly operations: readonly (ServiceSummary & { readonly service: string; readonly kind: SpanKind })[];
}

/** What is at the other end of a call. Only a `service` sends spans of its own. */
export type ServerKind = 'service' | 'database' | 'messaging' | 'external';

/** `GET /api/v1/dependencies?start=&end=`: who calls whom, most calls first. */
export interface DependencyList {
  readonly dependencies: readonly Dependency[];
  /** The share of spans that was looked at, 0 to 1. Numbers of calls are projected from it. */
  readonly sampledShare: number;
  /** Those that there were too many of. */
  readonly omittedDependencies: number;
}

export interface Dependency {
  readonly client: string;
  /** A service or, of another kind, its address, name or system. */
  readonly server: string;
  readonly serverKind: ServerKind;
  readonly calls: number;
  /** Calls of which the client's or the server's span has failed. */
  readonly errors: number;
  /** As the client saw it; of messages as the consumer did. */
  readonly p50Ns: number;
  readonly p95Ns: number;
  /** The trace of the slowest call. */
  readonly exemplarTraceId: string;
}

/** `GET /api/v1/attributes?prefix=&start=&end=&limit=`: most frequent first. */
export interface AttributeKeyList {
  readonly keys: readonly AttributeKey[];
  /** The newest spans of the range, which is where the keys are from. */
  readonly sampledSpans: number;
}

export interface AttributeKey {
  /** As a query names it: `serviceName`, `http.route`, `resource.host.name`, `baggage.customer_id`. */
  readonly key: string;
  /** Spans that have it. */
  readonly count: number;
  readonly source: 'intrinsic' | 'span' | 'resource' | 'baggage' | 'event';
}

/** `GET /api/v1/attributes/{key}/values?prefix=&start=&end=&limit=`: most frequent first. */
export interface AttributeValueList {
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** The newest spans of the range; of `serviceName`, `name`, `kind` and `status` all of them. */
  readonly sampledSpans: number;
}

/** `GET /api/v1/aggregate?q=…|…&start=&end=&step=`. */
export interface Aggregate {
  readonly stepSeconds: number;
  /** Series that are left out, because only the 100 of the most spans are here. */
  readonly droppedSeries: number;
  /** Column names in the order of `values`, e.g. `count()`, `p95(duration)`. */
  readonly columns: readonly string[];
  readonly series: readonly {
    /** By field, as `by` has it. A field that the spans do not have is missing. */
    readonly labels: Readonly<Record<string, string>>;
    /**
     * Every step of the range by its start, a multiple of its length since 1970. Where there is nothing to compute from, and
     * where JSON has no number for it (infinite), stands `null`.
     */
    readonly points: readonly { readonly timeUnixNano: string; readonly values: readonly (number | null)[] }[];
    /** Over the whole range. */
    readonly total: readonly (number | null)[];
  }[];
}

/** Every answer that is not 2xx. */
export interface ErrorAnswer {
  readonly error: {
    /** `TL_…`, stable. */
    readonly code: string;
    readonly message: string;
    /** Where in `q`. */
    readonly position?: { readonly from: number; readonly to: number };
    readonly suggestion?: string;
  };
}
