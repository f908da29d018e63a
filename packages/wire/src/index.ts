export { Chunk } from './protobuf/chunk.ts';
export { SPAN_ATTRIBUTES_TAG, appendSpan } from './otlp/append-span.ts';
export { encodeAttributes } from './otlp/append-value.ts';
export type { EventRecord, FlatAttributes, LinkRecord, SpanRecord, WireValue } from './otlp/span-record.ts';
export { encodeResource, encodeScope, joinTraceRequest } from './otlp/trace-request.ts';
export type { ScopeRecord, ScopeSpans } from './otlp/trace-request.ts';
