// Span (opentelemetry/proto/trace/v1/trace.proto), written as one element of ScopeSpans.spans:
//   trace_id=1 span_id=2 trace_state=3 parent_span_id=4 name=5 kind=6 start=7 end=8 attributes=9 dropped=10
//   events=11 dropped=12 links=13 dropped=14 status=15 flags=16
import {
  appendBytes,
  appendFixed32,
  appendString,
  appendVarint,
  appendWord,
  closeLongMessage,
  closeMessage,
} from '../protobuf/append.ts';
import type { Chunk } from '../protobuf/chunk.ts';
import { appendAttributes, boundOfAttributes } from './append-value.ts';
import type { EventRecord, LinkRecord, SpanRecord } from './span-record.ts';

/** Tag byte of `Span.attributes`, for `encodeAttributes`. */
export const SPAN_ATTRIBUTES_TAG = 0x4a;

/** Ids, times, kind, flags, counts, status code, and every tag and length of the fixed part. */
const FIXED_PART_BYTES = 160;
/** What a span without attributes and events usually takes. */
const USUAL_FIXED_BYTES = 72;

/**
 * Appends one span as a field of ScopeSpans to `chunk`, which grows as needed. Attribute values must be plain data:
 * they are read twice, once to reserve room and once to write.
 *
 * Containers are written to a depth of 8 and up to 65,536 elements per attribute; what is beyond is left out. Numbers
 * that are integers of 64 bits become `int_value`, others `double_value`; a bigint above 64 bits becomes text of at most 20
 * characters. Lone surrogates become U+FFFD. Functions and symbols become empty values.
 *
 * @throws {@link WireError} `TL_WIRE_UNSTABLE` when a value changed between the two reads. Nothing is appended then.
 */
export function appendSpan(chunk: Chunk, span: SpanRecord): void {
  chunk.reserve(boundOfSpan(span));
  const { bytes } = chunk;
  bytes[chunk.length] = 0x12;
  // Guessed right, the span need not be moved to make room for its length.
  const isLong = guessSize(span) >= 0x80;
  const start = chunk.length + (isLong ? 3 : 2);
  const end = appendFields(chunk, start, span);
  chunk.closeAt(isLong ? closeLongMessage(bytes, start, end) : closeMessage(bytes, start, end));
}

function guessSize(span: SpanRecord): number {
  const { sharedAttributes, flatAttributes, eventRecords } = span;
  return USUAL_FIXED_BYTES + sharedAttributes.length + 10 * flatAttributes.length + 40 * eventRecords.length;
}

function boundOfSpan(span: SpanRecord): number {
  let bound = FIXED_PART_BYTES + 3 * (span.name.length + span.traceStateText.length + span.statusMessage.length);
  bound += span.sharedAttributes.length + boundOfAttributes(span.flatAttributes);
  for (const event of span.eventRecords) bound += 40 + 3 * event.name.length + boundOfAttributes(event.attributes);
  for (const link of span.linkRecords) bound += 60 + 3 * link.traceState.length + boundOfAttributes(link.attributes);
  return bound;
}

function appendFields(chunk: Chunk, pos: number, span: SpanRecord): number {
  const { bytes, view } = chunk;
  pos = appendIdentity(chunk, pos, span);
  bytes[pos] = 0x2a;
  pos = appendString(bytes, pos + 1, span.name);
  bytes[pos] = 0x30;
  bytes[pos + 1] = span.wireKind;
  pos = appendTime(view, pos + 2, 0x39, span.startHigh, span.startLow);
  pos = appendTime(view, pos, 0x41, span.endHigh, span.endLow);
  if (span.sharedAttributes.length > 0) pos = appendBytes(bytes, pos, span.sharedAttributes);
  pos = appendAttributes(bytes, pos, SPAN_ATTRIBUTES_TAG, span.flatAttributes);
  pos = appendCount(bytes, pos, 0x50, span.droppedAttributesCount);
  for (const event of span.eventRecords) pos = appendEvent(chunk, pos, event);
  pos = appendCount(bytes, pos, 0x60, span.droppedEventsCount);
  for (const link of span.linkRecords) pos = appendLink(chunk, pos, link);
  pos = appendCount(bytes, pos, 0x70, span.droppedLinksCount);
  if (span.statusCode !== 0) pos = appendStatus(bytes, pos, span);
  bytes[pos] = 0x85;
  bytes[pos + 1] = 0x01;
  return appendFixed32(view, pos + 2, span.wireFlags);
}

function appendIdentity({ bytes, view }: Chunk, pos: number, span: SpanRecord): number {
  bytes[pos] = 0x0a;
  pos = appendTraceId(view, pos + 1, span);
  bytes[pos] = 0x12;
  pos = appendSpanId(view, pos + 1, span.spanWord0, span.spanWord1);
  if (span.traceStateText !== '') {
    bytes[pos] = 0x1a;
    pos = appendString(bytes, pos + 1, span.traceStateText);
  }
  if (span.parentWord0 === 0 && span.parentWord1 === 0) return pos;
  bytes[pos] = 0x22;
  return appendSpanId(view, pos + 1, span.parentWord0, span.parentWord1);
}

function appendTraceId(view: DataView, pos: number, ids: SpanRecord | LinkRecord): number {
  view.setUint8(pos, 16);
  pos = appendWord(view, pos + 1, ids.traceWord0);
  pos = appendWord(view, pos, ids.traceWord1);
  pos = appendWord(view, pos, ids.traceWord2);
  return appendWord(view, pos, ids.traceWord3);
}

function appendSpanId(view: DataView, pos: number, word0: number, word1: number): number {
  view.setUint8(pos, 8);
  return appendWord(view, appendWord(view, pos + 1, word0), word1);
}

function appendTime(view: DataView, pos: number, tag: number, high: number, low: number): number {
  view.setUint8(pos, tag);
  return appendFixed32(view, appendFixed32(view, pos + 1, low), high);
}

function appendCount(bytes: Buffer, pos: number, tag: number, count: number): number {
  if (count === 0) return pos;
  bytes[pos] = tag;
  return appendVarint(bytes, pos + 1, count);
}

/** Event { time_unix_nano=1 name=2 attributes=3 dropped_attributes_count=4 } */
function appendEvent({ bytes, view }: Chunk, pos: number, event: EventRecord): number {
  bytes[pos] = 0x5a;
  const start = pos + 2;
  let end = appendTime(view, start, 0x09, event.timeHigh, event.timeLow);
  bytes[end] = 0x12;
  end = appendString(bytes, end + 1, event.name);
  end = appendAttributes(bytes, end, 0x1a, event.attributes);
  end = appendCount(bytes, end, 0x20, event.droppedAttributesCount);
  return closeMessage(bytes, start, end);
}

/** Link { trace_id=1 span_id=2 trace_state=3 attributes=4 dropped_attributes_count=5 flags=6 } */
function appendLink({ bytes, view }: Chunk, pos: number, link: LinkRecord): number {
  bytes[pos] = 0x6a;
  const start = pos + 2;
  bytes[start] = 0x0a;
  let end = appendTraceId(view, start + 1, link);
  bytes[end] = 0x12;
  end = appendSpanId(view, end + 1, link.spanWord0, link.spanWord1);
  if (link.traceState !== '') {
    bytes[end] = 0x1a;
    end = appendString(bytes, end + 1, link.traceState);
  }
  end = appendAttributes(bytes, end, 0x22, link.attributes);
  end = appendCount(bytes, end, 0x28, link.droppedAttributesCount);
  bytes[end] = 0x35;
  end = appendFixed32(view, end + 1, link.flags);
  return closeMessage(bytes, start, end);
}

/** Status { message=2 code=3 } */
function appendStatus(bytes: Buffer, pos: number, span: SpanRecord): number {
  bytes[pos] = 0x7a;
  const start = pos + 2;
  let end = start;
  if (span.statusMessage !== '') {
    bytes[end] = 0x12;
    end = appendString(bytes, end + 1, span.statusMessage);
  }
  bytes[end] = 0x18;
  bytes[end + 1] = span.statusCode;
  return closeMessage(bytes, start, end + 2);
}
