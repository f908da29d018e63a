// One forward walk over a request of logs or metrics. It checks what its table says (message-rule.ts), decodes nothing, and
// allocates only for what it rejects.
//
//   malformed framing, anywhere                    → WireError: the request cannot be read at all
//   a fault in a resource or a scope               → WireError: it is the fault of everything in it
//   a fault in a log record or a data point        → that one is rejected
//   a fault in a metric's own fields               → the metric is rejected, with its points
import { WireError } from '../errors.ts';
import { LENGTH_DELIMITED } from '../protobuf/wire-type.ts';
import type { FieldRule, MessageRule } from './message-rule.ts';
import { MessageWalk } from './message-walk.ts';
import type { SpanFault, TraceRequestLimits } from './message-walk.ts';

/** What a request of logs or metrics may contain, beside what limits traces as well. */
export interface ItemLimits extends TraceRequestLimits {
  /** Log records or data points in the request. Default 65,536. */
  readonly maxItems?: number;
  /** Exemplars of a data point, or quantiles of a summary's. Default 1,024. */
  readonly maxExemplars?: number;
  /** Numbers in one list of a data point's buckets. Default 16,384. */
  readonly maxBuckets?: number;
}

/** The limits that hold where none is given. */
export const DEFAULT_ITEM_LIMITS = Object.freeze({ maxItems: 65_536, maxExemplars: 1024, maxBuckets: 16_384 });

/** Why a log record, a data point or a metric is rejected. Their ids may be absent, but not of another length. */
export type ItemFault =
  | SpanFault
  /** An exemplar's ids are neither absent nor of 16 and 8 bytes. */
  | 'exemplar-id'
  | 'exemplar-count'
  | 'bucket-count'
  /** A metric has more than one of gauge, sum, histogram, exponential histogram and summary. */
  | 'metric-data';

/** Something that must not be stored. */
export interface RejectedItem {
  /** Where its field starts in the request, tag and length included. */
  readonly start: number;
  /** Where it ends (exclusive). */
  readonly end: number;
  /** Log records or data points in it: a metric has any number. */
  readonly items: number;
  /** The first fault that was found. */
  readonly fault: ItemFault;
}

/** What was found in a request. */
export interface ItemsReport {
  /** All log records or data points, the rejected ones included. */
  readonly itemCount: number;
  /** In the order of the request. `removeItems` cuts them out. */
  readonly rejected: readonly RejectedItem[];
}

/** Walks over `bytes` by the table of its outermost message. */
export function walkItems(bytes: Uint8Array, rule: MessageRule, limits: ItemLimits): ItemsReport {
  const walk = new ItemsWalk(bytes, limits);
  walk.walkFields(rule);
  return { itemCount: walk.itemCount, rejected: walk.rejected };
}

class ItemsWalk extends MessageWalk {
  itemCount = 0;
  readonly rejected: RejectedItem[] = [];
  readonly #maxItems: number;
  readonly #maxExemplars: number;
  readonly #maxBuckets: number;
  /** Of what can be rejected by itself, around the reader's position. */
  #depth = 0;
  /** Of the innermost of them. */
  #fault: ItemFault | undefined;

  constructor(bytes: Uint8Array, limits: ItemLimits) {
    super(bytes, limits);
    this.#maxItems = limits.maxItems ?? DEFAULT_ITEM_LIMITS.maxItems;
    this.#maxExemplars = limits.maxExemplars ?? DEFAULT_ITEM_LIMITS.maxExemplars;
    this.#maxBuckets = limits.maxBuckets ?? DEFAULT_ITEM_LIMITS.maxBuckets;
  }

  /** Walks over the fields of the message between the reader's `pos` and `end`. */
  walkFields(rule: MessageRule): void {
    const reader = this.reader;
    let attributes = 0;
    let exemplars = 0;
    let members = 0;
    while (reader.pos < reader.end) {
      const start = reader.pos;
      const tag = reader.readTag();
      const field = rule[tag >>> 3];
      if (field === undefined) reader.skip(tag & 7);
      else if (field.check === 'numbers') this.#walkNumbers(tag, field.wireType);
      else if (field.wireType !== (tag & 7)) this.skip(tag, tag >>> 3);
      else if (field.check === 'attribute') this.walkAttribute(++attributes);
      else if (field.check === 'exemplar') this.#walkExemplar(field.fields, ++exemplars);
      else if (field.check === 'metric-data') this.#walkMetricData(field.fields, ++members);
      else this.#walkField(field, start);
    }
  }

  #walkField({ check, wireType, fields }: FieldRule, start: number): void {
    switch (check) {
      case 'number':
        return this.reader.skip(wireType);
      case 'name':
        return this.checkName();
      case 'value':
        return this.walkSingleValue();
      case 'trace-id':
        return this.#checkId(16, 'trace-id');
      case 'span-id':
        return this.#checkId(8, 'span-id');
      case 'exemplar-trace-id':
        return this.#checkId(16, 'exemplar-id');
      case 'exemplar-span-id':
        return this.#checkId(8, 'exemplar-id');
      case 'message':
        return this.#walkMessage(fields);
      case 'metric':
        return this.#walkUnit(fields, { start, itemsBefore: this.itemCount });
      case 'item':
        return this.#walkItem(fields, start);
      default:
        return this.checkText();
    }
  }

  #walkItem(fields: MessageRule, start: number): void {
    const itemsBefore = this.itemCount++;
    if (itemsBefore >= this.#maxItems) throw refused('TL_WIRE_LIMIT', `more than ${this.#maxItems} items`);
    this.#walkUnit(fields, { start, itemsBefore });
  }

  /** What can be rejected by itself. With it goes what was rejected inside of it. */
  #walkUnit(fields: MessageRule, { start, itemsBefore }: { start: number; itemsBefore: number }): void {
    const rejectedBefore = this.rejected.length;
    const outerFault = this.#fault;
    this.#fault = undefined;
    this.#depth++;
    this.#walkMessage(fields);
    this.#depth--;
    if (this.#fault !== undefined) {
      this.rejected.length = rejectedBefore;
      const items = this.itemCount - itemsBefore;
      this.rejected.push({ start, end: this.reader.pos, items, fault: this.#fault });
    }
    this.#fault = outerFault;
  }

  #walkMetricData(fields: MessageRule, count: number): void {
    if (count > 1) this.report('metric-data');
    this.#walkMessage(fields);
  }

  #walkExemplar(fields: MessageRule, count: number): void {
    if (count > this.#maxExemplars) this.report('exemplar-count');
    this.#walkMessage(fields);
  }

  #walkMessage(fields: MessageRule): void {
    const outerEnd = this.enter();
    this.walkFields(fields);
    this.leave(outerEnd);
  }

  #walkNumbers(tag: number, wireType: number): void {
    const reader = this.reader;
    if ((tag & 7) !== LENGTH_DELIMITED) {
      if ((tag & 7) !== wireType) this.report('wire-type');
      return reader.skip(tag & 7);
    }
    const outerEnd = reader.end;
    reader.end = reader.readLength();
    for (let count = 1; reader.pos < reader.end; count++) {
      if (count > this.#maxBuckets) this.report('bucket-count');
      reader.skip(wireType);
    }
    reader.end = outerEnd;
  }

  #checkId(size: number, fault: ItemFault): void {
    const reader = this.reader;
    const end = reader.readLength();
    if (end !== reader.pos && end !== reader.pos + size) this.report(fault);
    reader.pos = end;
  }

  protected override report(fault: ItemFault): void {
    if (this.#depth > 0) this.#fault ??= fault;
    else if (fault === 'wire-type') throw refused('TL_WIRE_MALFORMED', 'a known field of another wire type');
    else if (fault === 'nesting') throw refused('TL_WIRE_NESTING', `messages nested above ${this.limits.maxNesting}`);
    else throw refused('TL_WIRE_LIMIT', `a resource or scope above a limit (${fault})`);
  }
}

function refused(code: WireError['code'], got: string): WireError {
  return new WireError(code, `cannot accept request: got ${got}, need an OTLP request within the limits`);
}
