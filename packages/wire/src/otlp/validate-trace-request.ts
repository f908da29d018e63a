// Walks once over an ExportTraceServiceRequest, decodes nothing, and allocates only for spans that it rejects.
//
//   malformed framing, anywhere                 → WireError: the request cannot be read at all
//   a fault in a resource or a scope            → WireError: it is the fault of every span in it
//   a fault inside a span                       → the span is rejected, with its byte range and the reason
import { WireError } from '../errors.ts';
import { MessageWalk } from './message-walk.ts';
import type { SpanFault, TraceRequestLimits } from './message-walk.ts';

/** A span that must not be stored. */
export interface RejectedSpan {
  /** Where its field starts in the request, tag and length included. */
  readonly start: number;
  /** Where it ends (exclusive). */
  readonly end: number;
  /** The first fault that was found. */
  readonly fault: SpanFault;
}

/** What `validateTraceRequest` found. */
export interface TraceRequestReport {
  /** All spans, the rejected ones included. */
  readonly spanCount: number;
  /** In the order of the request. */
  readonly rejected: readonly RejectedSpan[];
}

/**
 * Checks an encoded ExportTraceServiceRequest: framing, nesting, counts, ids and lengths. It does not check that text is
 * UTF-8. The rejected spans can be cut out with `removeItems`.
 *
 * @throws {@link WireError} `TL_WIRE_TRUNCATED` or `TL_WIRE_MALFORMED` for bytes that are no such request,
 *   `TL_WIRE_LIMIT` for more than `maxSpans` spans, and `TL_WIRE_NESTING` or `TL_WIRE_LIMIT` for a resource or scope
 *   above the limits.
 * @example
 * const { spanCount, rejected } = validateTraceRequest(body);
 * const kept = rejected.length === 0 ? body : removeItems(body, rejected);
 */
export function validateTraceRequest(bytes: Uint8Array, limits: TraceRequestLimits = {}): TraceRequestReport {
  const walk = new TraceRequestWalk(bytes, limits);
  walk.walkRequest();
  return { spanCount: walk.spanCount, rejected: walk.rejected };
}

const HIGHEST_FIELD = { request: 1, resourceSpans: 3, scopeSpans: 3, span: 16, event: 4, link: 6, status: 3 };

class TraceRequestWalk extends MessageWalk {
  spanCount = 0;
  readonly rejected: RejectedSpan[] = [];
  #inSpan = false;
  #fault: SpanFault | undefined;
  #hasTraceId = false;
  #hasSpanId = false;
  #attributes = 0;
  #events = 0;
  #links = 0;

  walkRequest(): void {
    const reader = this.reader;
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) this.#walkResourceSpans();
      else this.skip(tag, HIGHEST_FIELD.request);
    }
  }

  #walkResourceSpans(): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) this.#walkResource();
      else if (tag === 0x12) this.#walkScopeSpans();
      else if (tag === 0x1a) this.checkText();
      else this.skip(tag, HIGHEST_FIELD.resourceSpans);
    }
    this.leave(outerEnd);
  }

  /** Resource { attributes=1 dropped_attributes_count=2 } */
  #walkResource(): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    let attributes = 0;
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) this.walkAttribute(++attributes);
      else if (tag === 0x10) reader.skip(tag & 7);
      else this.skip(tag, 2);
    }
    this.leave(outerEnd);
  }

  #walkScopeSpans(): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    while (reader.pos < reader.end) {
      const start = reader.pos;
      const tag = reader.readTag();
      if (tag === 0x12) this.#walkSpan(start);
      else if (tag === 0x0a) this.#walkScope();
      else if (tag === 0x1a) this.checkText();
      else this.skip(tag, HIGHEST_FIELD.scopeSpans);
    }
    this.leave(outerEnd);
  }

  /** InstrumentationScope { name=1 version=2 attributes=3 dropped_attributes_count=4 } */
  #walkScope(): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    let attributes = 0;
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) this.checkName();
      else if (tag === 0x12) this.checkText();
      else if (tag === 0x1a) this.walkAttribute(++attributes);
      else if (tag === 0x20) reader.skip(tag & 7);
      else this.skip(tag, 4);
    }
    this.leave(outerEnd);
  }

  #walkSpan(start: number): void {
    if (++this.spanCount > this.limits.maxSpans) throw above('spans', this.limits.maxSpans);
    const reader = this.reader;
    this.#startSpan();
    const outerEnd = this.enter();
    while (reader.pos < reader.end) this.#walkSpanField(reader.readTag());
    this.leave(outerEnd);
    this.#inSpan = false;
    if (!this.#hasTraceId) this.#fault ??= 'trace-id';
    if (!this.#hasSpanId) this.#fault ??= 'span-id';
    if (this.#fault !== undefined) this.rejected.push({ start, end: reader.pos, fault: this.#fault });
  }

  #startSpan(): void {
    this.#inSpan = true;
    this.#fault = undefined;
    this.#hasTraceId = false;
    this.#hasSpanId = false;
    this.#attributes = 0;
    this.#events = 0;
    this.#links = 0;
  }

  #walkSpanField(tag: number): void {
    switch (tag) {
      case 0x4a:
        return this.walkAttribute(++this.#attributes);
      case 0x0a:
        this.#hasTraceId = this.isId(16);
        return;
      case 0x12:
        this.#hasSpanId = this.isId(8);
        return;
      case 0x22:
        return this.#checkParentSpanId();
      case 0x2a:
        return this.checkName();
      case 0x1a:
        return this.checkText();
      case 0x5a:
        return this.#walkEvent();
      case 0x6a:
        return this.#walkLink();
      case 0x7a:
        return this.#walkStatus();
      default:
        return this.#walkSpanNumber(tag);
    }
  }

  /** kind=6 start=7 end=8 dropped counts=10, 12, 14 flags=16 */
  #walkSpanNumber(tag: number): void {
    switch (tag) {
      case 0x30:
      case 0x39:
      case 0x41:
      case 0x50:
      case 0x60:
      case 0x70:
      case 0x85:
        return this.reader.skip(tag & 7);
      default:
        return this.skip(tag, HIGHEST_FIELD.span);
    }
  }

  #checkParentSpanId(): void {
    const reader = this.reader;
    const end = reader.readLength();
    if (end !== reader.pos && end !== reader.pos + 8) this.report('parent-span-id');
    reader.pos = end;
  }

  #walkEvent(): void {
    if (++this.#events > this.limits.maxEvents) this.report('event-count');
    const reader = this.reader;
    const outerEnd = this.enter();
    let attributes = 0;
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x1a) this.walkAttribute(++attributes);
      else if (tag === 0x12) this.checkName();
      else if (tag === 0x09 || tag === 0x20) reader.skip(tag & 7);
      else this.skip(tag, HIGHEST_FIELD.event);
    }
    this.leave(outerEnd);
  }

  #walkLink(): void {
    if (++this.#links > this.limits.maxLinks) this.report('link-count');
    const reader = this.reader;
    const outerEnd = this.enter();
    let attributes = 0;
    let hasTraceId = false;
    let hasSpanId = false;
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x0a) hasTraceId = this.isId(16);
      else if (tag === 0x12) hasSpanId = this.isId(8);
      else if (tag === 0x1a) this.checkText();
      else if (tag === 0x22) this.walkAttribute(++attributes);
      else if (tag === 0x28 || tag === 0x35) reader.skip(tag & 7);
      else this.skip(tag, HIGHEST_FIELD.link);
    }
    this.leave(outerEnd);
    if (!hasTraceId || !hasSpanId) this.report('link-id');
  }

  #walkStatus(): void {
    const reader = this.reader;
    const outerEnd = this.enter();
    while (reader.pos < reader.end) {
      const tag = reader.readTag();
      if (tag === 0x12) this.checkText();
      else if (tag === 0x18) reader.skip(tag & 7);
      else this.skip(tag, HIGHEST_FIELD.status);
    }
    this.leave(outerEnd);
  }

  protected override report(fault: SpanFault): void {
    if (this.#inSpan) {
      this.#fault ??= fault;
      return;
    }
    if (fault === 'wire-type') throw outsideSpan('TL_WIRE_MALFORMED', 'a known field of another wire type');
    if (fault === 'nesting') throw outsideSpan('TL_WIRE_NESTING', `messages nested above ${this.limits.maxNesting}`);
    throw outsideSpan('TL_WIRE_LIMIT', `a resource or scope above a limit (${fault})`);
  }
}

function above(what: string, limit: number): WireError {
  return new WireError(
    'TL_WIRE_LIMIT',
    `cannot accept request: got more than ${limit} ${what}, need at most that many`,
  );
}

function outsideSpan(code: WireError['code'], got: string): WireError {
  return new WireError(code, `cannot accept request: got ${got}, need an ExportTraceServiceRequest`);
}
