/** What the evaluator needs to know of a span. */
export interface QuerySpan {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** 16 lower-case hex digits; empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly status: StatusName;
  /** Empty if there is none. */
  readonly statusMessage: string;
  /** The resource's `service.name`; empty if it has none. */
  readonly service: string;
  readonly startUnixNano: bigint;
  readonly durationNs: bigint | number;
  /** Of the span. Baggage stands here as `baggage.<key>`. */
  readonly attributes: QueryAttributes;
  /** Of the resource. */
  readonly resource: QueryAttributes;
  readonly events: readonly QueryEvent[];
  readonly links: readonly QueryLink[];
}

/** An event of a span. */
export interface QueryEvent {
  readonly name: string;
  readonly attributes: QueryAttributes;
}

/** A link of a span. */
export interface QueryLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: QueryAttributes;
}

/** Attributes by key. */
export type QueryAttributes = Readonly<Record<string, QueryAttributeValue>>;

/** A value of an attribute. `null` counts as absent; a map or bytes exist, and no comparison finds them. */
export type QueryAttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly QueryAttributeValue[]
  | { readonly [key: string]: QueryAttributeValue };

/** The words for the kind of a span. */
export type SpanKindName = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** The words for the status of a span. */
export type StatusName = 'unset' | 'ok' | 'error';
