import { Reader } from '../protobuf/reader.ts';

/** What a request may contain. Messages count as nested from the request itself, which is the first. */
export interface TraceRequestLimits {
  /** Messages inside messages. Default 32. */
  readonly maxNesting?: number;
  /** Spans in the request. Default 65,536. */
  readonly maxSpans?: number;
  /** Attributes of a span, an event, a link, a resource or a scope. Default 1,024. */
  readonly maxAttributes?: number;
  /** Elements of the arrays and maps in one attribute. Default 65,536. */
  readonly maxElements?: number;
  /** Events of a span. Default 1,024. */
  readonly maxEvents?: number;
  /** Links of a span. Default 1,024. */
  readonly maxLinks?: number;
  /** Bytes of an attribute's key and of the name of a span, an event or a scope. Default 4,096. */
  readonly maxNameBytes?: number;
  /** Bytes of any other text, and of `bytes_value`. Default 1,048,576. */
  readonly maxTextBytes?: number;
}

/** The limits that hold where none is given. */
export const DEFAULT_TRACE_REQUEST_LIMITS: Readonly<Required<TraceRequestLimits>> = Object.freeze({
  maxNesting: 32,
  maxSpans: 65_536,
  maxAttributes: 1024,
  maxElements: 65_536,
  maxEvents: 1024,
  maxLinks: 1024,
  maxNameBytes: 4096,
  maxTextBytes: 1_048_576,
});

/** Why a span is rejected. */
export type SpanFault =
  /** `trace_id` is missing, not 16 bytes, or zero. */
  | 'trace-id'
  /** `span_id` is missing, not 8 bytes, or zero. */
  | 'span-id'
  /** `parent_span_id` is neither empty nor 8 bytes. */
  | 'parent-span-id'
  /** A link's ids are not 16 and 8 bytes, or zero. */
  | 'link-id'
  | 'nesting'
  | 'attribute-count'
  | 'element-count'
  | 'event-count'
  | 'link-count'
  | 'name-length'
  | 'text-length'
  /** A known field has another wire type than OTLP gives it. */
  | 'wire-type';

/**
 * A walk over encoded messages that checks lengths, counts and nesting without decoding: the part that all OTLP
 * requests have in common, attributes and their values.
 */
export abstract class MessageWalk {
  protected readonly reader: Reader;
  protected readonly limits: Readonly<Required<TraceRequestLimits>>;
  #nesting = 1;
  #elements = 0;

  constructor(bytes: Uint8Array, limits: TraceRequestLimits) {
    this.reader = new Reader(bytes);
    this.limits = withDefaults(limits);
  }

  /** Called with each fault. The walk goes on when it returns. */
  protected abstract report(fault: SpanFault): void;

  protected walkAttribute(count: number): void {
    if (count > this.limits.maxAttributes) this.report('attribute-count');
    this.#elements = 0;
    this.#walkKeyValue();
  }

  /** A value that is no attribute: the body of a log record. */
  protected walkSingleValue(): void {
    this.#elements = 0;
    this.#walkValue();
  }

  /** KeyValue { key=1 value=2 } */
  #walkKeyValue(): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) this.checkName();
      else if (tag === 0x12) this.#walkValue();
      else this.skip(tag, 2);
    }
    this.leave(outerEnd);
  }

  /** AnyValue, see append-value.ts */
  #walkValue(): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a || tag === 0x3a) this.checkText();
      else if (tag === 0x10 || tag === 0x18 || tag === 0x21) reader.skip(tag & 7);
      else if (tag === 0x2a || tag === 0x32) this.#walkElements(tag === 0x32);
      else this.skip(tag, 7);
    }
    this.leave(outerEnd);
  }

  /** ArrayValue { values=1 } and KeyValueList { values=1 } */
  #walkElements(areKeyValues: boolean): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) this.#walkElement(areKeyValues);
      else this.skip(tag, 1);
    }
    this.leave(outerEnd);
  }

  #walkElement(isKeyValue: boolean): void {
    if (++this.#elements > this.limits.maxElements) this.report('element-count');
    if (isKeyValue) this.#walkKeyValue();
    else this.#walkValue();
  }

  /** Narrows the reader to the message that comes next. What is nested too deep is reported and passed over. */
  protected enter(): number {
    const reader = this.reader;
    const outerEnd = reader.end;
    reader.end = reader.readLength();
    if (++this.#nesting > this.limits.maxNesting) {
      this.report('nesting');
      reader.pos = reader.end;
    }
    return outerEnd;
  }

  protected leave(outerEnd: number): void {
    this.#nesting--;
    this.reader.end = outerEnd;
  }

  protected isId(size: number): boolean {
    const reader = this.reader;
    const start = reader.pos;
    const end = reader.readLength();
    const first = end - size;
    reader.pos = end;
    // The length itself takes one byte where it is right.
    if (first !== start + 1) return false;
    for (let index = first; index < end; index++) if (reader.bytes[index] !== 0) return true;
    return false;
  }

  protected checkName(): void {
    const reader = this.reader;
    const end = reader.readLength();
    if (end - reader.pos > this.limits.maxNameBytes) this.report('name-length');
    reader.pos = end;
  }

  protected checkText(): void {
    const reader = this.reader;
    const end = reader.readLength();
    if (end - reader.pos > this.limits.maxTextBytes) this.report('text-length');
    reader.pos = end;
  }

  /** Passes over a field that the message does not have; one that it has got the wrong wire type. */
  protected skip(tag: number, highestField: number): void {
    if (tag >>> 3 <= highestField) this.report('wire-type');
    this.reader.skip(tag & 7);
  }
}

/** An option given as `undefined` is an option not given. */
function withDefaults(limits: TraceRequestLimits): Readonly<Required<TraceRequestLimits>> {
  const given = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return { ...DEFAULT_TRACE_REQUEST_LIMITS, ...Object.fromEntries(given) };
}
