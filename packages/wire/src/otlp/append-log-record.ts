// LogRecord (opentelemetry/proto/logs/v1/logs.proto), written as one element of ScopeLogs.log_records:
//   time=1 severity_number=2 severity_text=3 body=5 attributes=6 dropped=7 flags=8 trace_id=9 span_id=10
//   observed_time=11 event_name=12
// A request has the shape of one with spans: `encodeResource`, `encodeScope` and `joinTraceRequest` serve both.
import { appendFixed32, appendString, appendVarint, appendWord, closeMessage } from '../protobuf/append.ts';
import type { Chunk } from '../protobuf/chunk.ts';
import { appendAttributes, appendValue, boundOfAttributes, boundOfValue } from './append-value.ts';
import type { LogRecord } from './log-record.ts';

/** Ids, times, severity, flags, counts, and every tag and length beside. */
const FIXED_PART_BYTES = 100;

/**
 * Appends one log record as a field of ScopeLogs to `chunk`, which grows as needed. Body and attributes are written as
 * `appendSpan` writes attributes.
 *
 * @throws {@link WireError} `TL_WIRE_UNSTABLE` when a value changed while it was written. Nothing is appended then.
 */
export function appendLogRecord(chunk: Chunk, record: LogRecord): void {
  chunk.reserve(boundOfRecord(record));
  const start = chunk.length + 2;
  chunk.bytes[start - 2] = 0x12;
  chunk.closeAt(closeMessage(chunk.bytes, start, appendFields(chunk, start, record)));
}

function boundOfRecord({ severityText, eventName, body, flatAttributes }: LogRecord): number {
  const texts = 3 * (severityText.length + eventName.length);
  return FIXED_PART_BYTES + texts + boundOfValue(body) + boundOfAttributes(flatAttributes);
}

function appendFields(chunk: Chunk, pos: number, record: LogRecord): number {
  const { bytes, view } = chunk;
  pos = appendTime(view, pos, 0x09, record.timeHigh, record.timeLow);
  pos = appendTime(view, pos, 0x59, record.observedHigh, record.observedLow);
  pos = appendCount(bytes, pos, 0x10, record.severityNumber);
  pos = appendText(bytes, pos, 0x1a, record.severityText);
  if (record.body !== undefined) pos = appendValue(bytes, pos, 0x2a, record.body);
  pos = appendAttributes(bytes, pos, 0x32, record.flatAttributes);
  pos = appendCount(bytes, pos, 0x38, record.droppedAttributesCount);
  pos = appendText(bytes, pos, 0x62, record.eventName);
  return record.identity === undefined ? pos : appendIdentity(view, pos, record.identity);
}

function appendIdentity(view: DataView, pos: number, identity: NonNullable<LogRecord['identity']>): number {
  view.setUint8(pos, 0x45);
  pos = appendFixed32(view, pos + 1, identity.traceFlags);
  view.setUint8(pos, 0x4a);
  view.setUint8(pos + 1, 16);
  pos = appendWord(view, pos + 2, identity.traceWord0);
  pos = appendWord(view, pos, identity.traceWord1);
  pos = appendWord(view, pos, identity.traceWord2);
  pos = appendWord(view, pos, identity.traceWord3);
  view.setUint8(pos, 0x52);
  view.setUint8(pos + 1, 8);
  return appendWord(view, appendWord(view, pos + 2, identity.spanWord0), identity.spanWord1);
}

function appendTime(view: DataView, pos: number, tag: number, high: number, low: number): number {
  if (high === 0 && low === 0) return pos;
  view.setUint8(pos, tag);
  return appendFixed32(view, appendFixed32(view, pos + 1, low), high);
}

function appendCount(bytes: Buffer, pos: number, tag: number, count: number): number {
  if (count === 0) return pos;
  bytes[pos] = tag;
  return appendVarint(bytes, pos + 1, count);
}

function appendText(bytes: Buffer, pos: number, tag: number, text: string): number {
  if (text === '') return pos;
  bytes[pos] = tag;
  return appendString(bytes, pos + 1, text);
}
