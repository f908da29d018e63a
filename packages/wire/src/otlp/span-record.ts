/** A value that OTLP's `AnyValue` can hold. Objects become key-value lists, byte arrays stay bytes. */
export type WireValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly WireValue[]
  | { readonly [key: string]: WireValue };

/** Keys and values in turn: `[key, value, key, value, …]`. */
export type FlatAttributes = readonly unknown[];

/** An event of a span: when it happened as two 32-bit words of Unix nanoseconds. */
export interface EventRecord {
  readonly name: string;
  readonly timeHigh: number;
  readonly timeLow: number;
  readonly attributes: FlatAttributes;
  readonly droppedAttributesCount: number;
}

/** A link of a span: ids as 32-bit words, most significant first. */
export interface LinkRecord {
  readonly traceWord0: number;
  readonly traceWord1: number;
  readonly traceWord2: number;
  readonly traceWord3: number;
  readonly spanWord0: number;
  readonly spanWord1: number;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: FlatAttributes;
  readonly droppedAttributesCount: number;
}

/**
 * What `appendSpan` reads. Ids and times are 32-bit integers (signed or not), because V8 keeps those inside the object
 * and hex text or big integers would cost an allocation each.
 */
export interface SpanRecord {
  readonly traceWord0: number;
  readonly traceWord1: number;
  readonly traceWord2: number;
  readonly traceWord3: number;
  readonly spanWord0: number;
  readonly spanWord1: number;
  /** Both words 0: a root span. */
  readonly parentWord0: number;
  readonly parentWord1: number;
  /** The `tracestate` header's text, `''` for none. */
  readonly traceStateText: string;
  /** W3C flags in bits 0–7, 0x100 = the next bit is known, 0x200 = the parent is remote. */
  readonly wireFlags: number;
  readonly name: string;
  /** OTLP's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly wireKind: number;
  readonly startHigh: number;
  readonly startLow: number;
  readonly endHigh: number;
  readonly endLow: number;
  /** Attributes encoded before (`encodeAttributes`), shared by many spans; empty for none. */
  readonly sharedAttributes: Uint8Array;
  readonly flatAttributes: FlatAttributes;
  readonly droppedAttributesCount: number;
  readonly eventRecords: readonly EventRecord[];
  readonly droppedEventsCount: number;
  readonly linkRecords: readonly LinkRecord[];
  readonly droppedLinksCount: number;
  /** OTLP's number: 0 unset, 1 ok, 2 error. */
  readonly statusCode: number;
  readonly statusMessage: string;
}
