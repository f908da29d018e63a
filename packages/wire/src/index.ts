export { WireError } from './errors.ts';
export type { WireErrorCode } from './errors.ts';
export { Chunk } from './protobuf/chunk.ts';
export { appendLogRecord } from './otlp/append-log-record.ts';
export type { LogRecord } from './otlp/log-record.ts';
export { SPAN_ATTRIBUTES_TAG, appendSpan } from './otlp/append-span.ts';
export { encodeAttributes } from './otlp/append-value.ts';
export type { EventRecord, FlatAttributes, LinkRecord, SpanRecord, WireValue } from './otlp/span-record.ts';
export { encodeResource, encodeScope, joinTraceRequest } from './otlp/trace-request.ts';
export type { ScopeRecord, ScopeSpans } from './otlp/trace-request.ts';
export { formatB3Multi, formatB3Single, parseB3Multi, parseB3Single } from './propagation/b3.ts';
export type { B3Headers, B3Sampling, B3State } from './propagation/b3.ts';
export { MAX_BAGGAGE_BYTES, MAX_BAGGAGE_MEMBERS, formatBaggage, parseBaggage } from './propagation/baggage.ts';
export type { BaggageDrops, BaggageEntries, BaggageEntry } from './propagation/baggage.ts';
export { appendHexByte, appendHexWord, formatSpanId, formatTraceId, parseHexWord } from './propagation/hex.ts';
export type { TraceIdentity } from './propagation/hex.ts';
export { FLAG_RANDOM, FLAG_SAMPLED, formatTraceparent, parseTraceparent } from './propagation/traceparent.ts';
export type { RemoteParent } from './propagation/traceparent.ts';
export {
  EMPTY_TRACE_STATE,
  MAX_TRACE_STATE_LENGTH,
  MAX_TRACE_STATE_MEMBERS,
  TraceState,
  parseTraceState,
} from './propagation/tracestate.ts';
