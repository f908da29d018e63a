// A recording span. Everything it holds is a number, a text or a flat array until it ends, when the tracer's sink writes
// it as OTLP bytes. The getters at the end are the SDK's ReadableSpan, computed for whoever asks.
import type {
  Attributes,
  Exception,
  HrTime,
  Link,
  Span as ApiSpan,
  SpanContext,
  SpanStatus,
  TimeInput,
} from '@opentelemetry/api';
import type { EventRecord, LinkRecord, SpanRecord } from '@throughline/wire';
import { cleanText } from '../redaction/clean-text.ts';
import { reportAfterEnd, reportSecondEnd } from './after-end.ts';
import { type AttributeBlock, NO_ATTRIBUTES, setAttribute } from './attributes.ts';
import { clock, readClock, readTimeInput, toHrTime } from './clock.ts';
import { reportDropped } from './dropped.ts';
import { createEvent, EXCEPTION_EVENT, isTimeInput, removeNewestOrdinary } from './event.ts';
import { describeException } from './exception.ts';
import type { SpanIdentity } from './identity.ts';
import { MAX_NAME_LENGTH } from './limits.ts';
import { createLink } from './link.ts';
import * as readable from './readable-span.ts';
import { createSpanContext } from './span-context.ts';
import type { SpanSeed } from './span-seed.ts';
import type { Tracer } from './tracer.ts';

const NO_EVENTS: EventRecord[] = [];
const NO_LINKS: LinkRecord[] = [];
const NO_BYTES = new Uint8Array(0);

const STATUS_OK = 1;
const STATUS_ERROR = 2;

/** Bits of OTLP's `Span.flags`: whether it is known that the parent is remote, and whether it is. */
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** OpenTelemetry's span, recording. Every method is without effect after `end()`. */
export class Span implements ApiSpan, SpanIdentity, SpanRecord {
  readonly traceWord0: number;
  readonly traceWord1: number;
  readonly traceWord2: number;
  readonly traceWord3: number;
  readonly spanWord0: number;
  readonly spanWord1: number;
  readonly parentWord0: number;
  readonly parentWord1: number;
  readonly traceFlags: number;
  readonly wireFlags: number;
  readonly traceStateText: string;
  readonly wireKind: number;
  readonly tracer: Tracer;
  name: string;
  startHigh: number;
  startLow: number;
  endHigh: number;
  endLow: number;
  ended: boolean;
  statusCode: number;
  statusMessage: string;
  /** Attributes that many spans share, encoded, and the same as a flat list. Set by `shareAttributes`. */
  sharedAttributes: Uint8Array;
  sharedList: readonly unknown[];
  /** Attributes from baggage, which come before all others. Set by the tracer. */
  baggage: AttributeBlock | undefined;
  flatAttributes: unknown[];
  droppedAttributesCount: number;
  eventRecords: EventRecord[];
  droppedEventsCount: number;
  linkRecords: LinkRecord[];
  droppedLinksCount: number;
  private cachedContext: SpanContext | undefined;

  constructor(tracer: Tracer, seed: SpanSeed) {
    const { parent } = seed;
    this.traceWord0 = seed.traceWord0;
    this.traceWord1 = seed.traceWord1;
    this.traceWord2 = seed.traceWord2;
    this.traceWord3 = seed.traceWord3;
    this.spanWord0 = seed.spanWord0;
    this.spanWord1 = seed.spanWord1;
    this.parentWord0 = parent === undefined ? 0 : parent.spanWord0;
    this.parentWord1 = parent === undefined ? 0 : parent.spanWord1;
    this.traceFlags = seed.traceFlags;
    this.wireFlags = seed.traceFlags | HAS_IS_REMOTE | (parent !== undefined && parent.isRemote ? IS_REMOTE : 0);
    this.traceStateText = seed.traceStateText;
    this.wireKind = seed.kind + 1;
    this.tracer = tracer;
    this.name = cleanText(typeof seed.name === 'string' ? seed.name : String(seed.name), MAX_NAME_LENGTH);
    readClock();
    this.startHigh = clock.high;
    this.startLow = clock.low;
    this.endHigh = 0;
    this.endLow = 0;
    this.ended = false;
    this.statusCode = 0;
    this.statusMessage = '';
    this.sharedAttributes = NO_BYTES;
    this.sharedList = NO_ATTRIBUTES;
    this.baggage = undefined;
    this.flatAttributes = NO_ATTRIBUTES;
    this.droppedAttributesCount = 0;
    this.eventRecords = NO_EVENTS;
    this.droppedEventsCount = 0;
    this.linkRecords = NO_LINKS;
    this.droppedLinksCount = 0;
    this.cachedContext = undefined;
  }

  /** A span made here is never remote; its parent may be. */
  get isRemote(): boolean {
    return false;
  }

  spanContext(): SpanContext {
    return (this.cachedContext ??= createSpanContext(this));
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.ended) {
      reportAfterEnd(this.name, `attribute "${key}" set`);
      return this;
    }
    if (this.flatAttributes === NO_ATTRIBUTES) this.flatAttributes = [];
    if (this.sharedList.length > 0 || this.baggage !== undefined) this.unshare(key);
    this.droppedAttributesCount += setAttribute(this.flatAttributes, key, value, this.tracer.shared.attributeBounds);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.setAttribute(key, attributes[key]);
    }
    return this;
  }

  /**
   * Takes over attributes that are the same for many spans, encoded once. They count as set before any other.
   *
   * @param encoded - bytes from `encodeAttributes(SPAN_ATTRIBUTES_TAG, list)`.
   * @param list - the same attributes, `[key, value, …]`.
   */
  shareAttributes(encoded: Uint8Array, list: readonly unknown[]): void {
    this.sharedAttributes = encoded;
    this.sharedList = list;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) {
      reportAfterEnd(this.name, `event "${name}" added`);
      return this;
    }
    const { shared } = this.tracer;
    if (this.eventRecords.length >= shared.limits.eventCountLimit) {
      this.droppedEventsCount++;
      if (name !== EXCEPTION_EVENT || this.eventRecords.length === 0) return this;
      // Why a span failed says more than one of many events: it takes the place of one.
      removeNewestOrdinary(this.eventRecords);
    }
    const isTime = isTimeInput(attributesOrTime);
    const options = { time: isTime ? attributesOrTime : time, bounds: shared.eventBounds };
    const event = createEvent(name, isTime ? undefined : attributesOrTime, options);
    // Most spans have one: an array that grows would begin with room for 17.
    if (this.eventRecords === NO_EVENTS) this.eventRecords = [event];
    else this.eventRecords.push(event);
    return this;
  }

  addLink(link: Link): this {
    if (this.ended) {
      reportAfterEnd(this.name, 'link added');
      return this;
    }
    const { shared } = this.tracer;
    const record = createLink(link, shared.linkBounds);
    if (record === undefined) return this;
    if (this.linkRecords === NO_LINKS) this.linkRecords = [];
    if (this.linkRecords.length >= shared.limits.linkCountLimit) this.droppedLinksCount++;
    else this.linkRecords.push(record);
    return this;
  }

  addLinks(links: Link[]): this {
    if (Array.isArray(links)) for (const link of links) this.addLink(link);
    return this;
  }

  /** Follows the specification: `OK` is final, `UNSET` changes nothing, only an error keeps its message. */
  setStatus(status: SpanStatus): this {
    if (this.ended) {
      reportAfterEnd(this.name, 'status set');
      return this;
    }
    const { code, message } = status ?? {};
    if (this.statusCode === STATUS_OK || (code !== STATUS_OK && code !== STATUS_ERROR)) return this;
    this.statusCode = code;
    const keeps = code === STATUS_ERROR && typeof message === 'string';
    this.statusMessage = keeps ? cleanText(message, MAX_NAME_LENGTH) : '';
    return this;
  }

  updateName(name: string): this {
    if (this.ended) reportAfterEnd(this.name, 'name updated');
    else this.name = cleanText(String(name), MAX_NAME_LENGTH);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    this.addEvent(EXCEPTION_EVENT, describeException(exception), time);
  }

  end(endTime?: TimeInput): void {
    if (this.ended) {
      reportSecondEnd(this.name);
      return;
    }
    if (endTime === undefined) readClock();
    else readTimeInput(endTime);
    this.endHigh = clock.high;
    this.endLow = clock.low;
    if (isBefore(this.endHigh, this.endLow, this)) this.clampEnd();
    const { processors, sink, counters } = this.tracer.shared;
    if (processors !== undefined) processors.onEnding(this);
    if (this.droppedAttributesCount + this.droppedEventsCount + this.droppedLinksCount > 0) reportDropped(this);
    if (this.baggage !== undefined) this.shareBaggage(this.baggage);
    this.ended = true;
    counters.ended++;
    sink.end(this);
  }

  /** Sets the start to a time given by the caller. */
  startAt(time: TimeInput): void {
    readTimeInput(time);
    this.startHigh = clock.high;
    this.startLow = clock.low;
  }

  private unshare(key: string): void {
    const { sharedList, flatAttributes } = this;
    const baggageList = this.baggage?.list ?? NO_ATTRIBUTES;
    const { countLimit } = this.tracer.shared.attributeBounds;
    const full = baggageList.length + sharedList.length + flatAttributes.length >= 2 * countLimit;
    if (!full && !sharedList.includes(key) && !baggageList.includes(key)) return;
    this.flatAttributes = [...baggageList, ...sharedList, ...flatAttributes];
    this.shareAttributes(NO_BYTES, NO_ATTRIBUTES);
    this.baggage = undefined;
  }

  /** Baggage joins what is shared, which instrumentations may replace until now. */
  private shareBaggage({ encoded, list }: AttributeBlock): void {
    const { sharedAttributes, sharedList } = this;
    this.baggage = undefined;
    // Fast path: a span of the application's own.
    if (sharedList.length === 0) this.shareAttributes(encoded, list);
    else this.shareAttributes(Buffer.concat([encoded, sharedAttributes]), [...list, ...sharedList]);
  }

  private clampEnd(): void {
    this.endHigh = this.startHigh;
    this.endLow = this.startLow;
  }

  get kind(): number {
    return this.wireKind - 1;
  }

  get attributes(): Attributes {
    return readable.attributesOf(this);
  }

  get events(): readable.TimedEvent[] {
    return this.eventRecords.map(readable.toTimedEvent);
  }

  get links(): Link[] {
    return this.linkRecords.map(readable.toLink);
  }

  get status(): SpanStatus {
    return this.statusMessage === ''
      ? { code: this.statusCode }
      : { code: this.statusCode, message: this.statusMessage };
  }

  get startTime(): HrTime {
    return toHrTime(this.startHigh, this.startLow);
  }

  get endTime(): HrTime {
    return toHrTime(this.endHigh, this.endLow);
  }

  get duration(): HrTime {
    return readable.durationOf(this);
  }

  get parentSpanContext(): SpanContext | undefined {
    return readable.parentOf(this);
  }

  get instrumentationScope(): { name: string; version?: string; schemaUrl?: string } {
    return this.tracer.scope;
  }

  get resource(): unknown {
    return this.tracer.shared.resource();
  }
}

function isBefore(high: number, low: number, span: Span): boolean {
  const difference = (high >>> 0) - (span.startHigh >>> 0);
  return difference < 0 || (difference === 0 && low >>> 0 < span.startLow >>> 0);
}
