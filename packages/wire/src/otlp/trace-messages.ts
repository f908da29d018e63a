// opentelemetry/proto/trace/v1/trace.proto and collector/trace/v1/trace_service.proto
import { embedded, message, repeated, scalar } from '../protobuf/message-type.ts';
import { KEY_VALUE, RESOURCE, SCOPE } from './common-messages.ts';
import type { DecodedAttribute, DecodedResource, DecodedScope } from './common-messages.ts';

/** An ExportTraceServiceRequest. */
export interface DecodedTraceRequest {
  readonly resourceSpans: readonly DecodedResourceSpans[];
}

export interface DecodedResourceSpans {
  readonly resource: DecodedResource | undefined;
  readonly scopeSpans: readonly DecodedScopeSpans[];
  readonly schemaUrl: string;
}

export interface DecodedScopeSpans {
  readonly scope: DecodedScope | undefined;
  readonly spans: readonly DecodedSpan[];
  readonly schemaUrl: string;
}

/** A span. Ids are lower-case hex, `''` for none; times are nanoseconds since 1970. */
export interface DecodedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** OTLP's number: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: readonly DecodedAttribute[];
  readonly droppedAttributesCount: number;
  readonly events: readonly DecodedEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly DecodedLink[];
  readonly droppedLinksCount: number;
  readonly status: DecodedStatus | undefined;
  /** W3C flags in bits 0–7, 0x100 = the next bit is known, 0x200 = the parent is remote. */
  readonly flags: number;
}

export interface DecodedEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: readonly DecodedAttribute[];
  readonly droppedAttributesCount: number;
}

export interface DecodedLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: readonly DecodedAttribute[];
  readonly droppedAttributesCount: number;
  readonly flags: number;
}

export interface DecodedStatus {
  readonly message: string;
  /** OTLP's number: 0 unset, 1 ok, 2 error. */
  readonly code: number;
}

const EVENT = message<DecodedEvent>({
  timeUnixNano: scalar(1, 'fixed64'),
  name: scalar(2, 'string'),
  attributes: repeated(3, KEY_VALUE),
  droppedAttributesCount: scalar(4, 'uint32'),
});

const LINK = message<DecodedLink>({
  traceId: scalar(1, 'id'),
  spanId: scalar(2, 'id'),
  traceState: scalar(3, 'string'),
  attributes: repeated(4, KEY_VALUE),
  droppedAttributesCount: scalar(5, 'uint32'),
  flags: scalar(6, 'fixed32'),
});

const STATUS = message<DecodedStatus>({
  message: scalar(2, 'string'),
  code: scalar(3, 'enum'),
});

const SPAN = message<DecodedSpan>({
  traceId: scalar(1, 'id'),
  spanId: scalar(2, 'id'),
  traceState: scalar(3, 'string'),
  parentSpanId: scalar(4, 'id'),
  name: scalar(5, 'string'),
  kind: scalar(6, 'enum'),
  startTimeUnixNano: scalar(7, 'fixed64'),
  endTimeUnixNano: scalar(8, 'fixed64'),
  attributes: repeated(9, KEY_VALUE),
  droppedAttributesCount: scalar(10, 'uint32'),
  events: repeated(11, EVENT),
  droppedEventsCount: scalar(12, 'uint32'),
  links: repeated(13, LINK),
  droppedLinksCount: scalar(14, 'uint32'),
  status: embedded(15, STATUS),
  flags: scalar(16, 'fixed32'),
});

const SCOPE_SPANS = message<DecodedScopeSpans>({
  scope: embedded(1, SCOPE),
  spans: repeated(2, SPAN),
  schemaUrl: scalar(3, 'string'),
});

const RESOURCE_SPANS = message<DecodedResourceSpans>({
  resource: embedded(1, RESOURCE),
  scopeSpans: repeated(2, SCOPE_SPANS),
  schemaUrl: scalar(3, 'string'),
});

export const TRACE_REQUEST = message<DecodedTraceRequest>({
  resourceSpans: repeated(1, RESOURCE_SPANS),
});
