import { ATTRIBUTES, COMMON_PROTO, RESOURCE, SCOPE } from './common-proto.ts';

/** ExportTraceServiceRequest, without its schema URLs. */
export const TRACE_PROTO = `${COMMON_PROTO}
message Event { fixed64 time_unix_nano=1; string name=2; repeated KeyValue attributes=3; uint32 dropped_attributes_count=4; }
message Link { bytes trace_id=1; bytes span_id=2; string trace_state=3; repeated KeyValue attributes=4;
  uint32 dropped_attributes_count=5; fixed32 flags=6; }
message Status { string message=2; int32 code=3; }
message Span { bytes trace_id=1; bytes span_id=2; string trace_state=3; bytes parent_span_id=4; string name=5; int32 kind=6;
  fixed64 start_time_unix_nano=7; fixed64 end_time_unix_nano=8; repeated KeyValue attributes=9;
  uint32 dropped_attributes_count=10; repeated Event events=11; uint32 dropped_events_count=12; repeated Link links=13;
  uint32 dropped_links_count=14; Status status=15; fixed32 flags=16; }
message ScopeSpans { Scope scope=1; repeated Span spans=2; }
message ResourceSpans { Resource resource=1; repeated ScopeSpans scope_spans=2; }
message Request { repeated ResourceSpans resource_spans=1; }
`;

const EVENT = `Tuple(time_unix_nano UInt64, name String, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32)`;
const LINK = `Tuple(trace_id String, span_id String, trace_state String, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32, flags UInt32)`;
const SPAN = `Tuple(trace_id String, span_id String, trace_state String, parent_span_id String, name String, kind Int32, start_time_unix_nano UInt64, end_time_unix_nano UInt64, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32, events Array(${EVENT}), dropped_events_count UInt32, links Array(${LINK}), dropped_links_count UInt32, status Tuple(message String, code Int32), flags UInt32)`;

/** The structure that a trace request is read into. */
export const TRACE_STRUCTURE = `resource_spans Array(Tuple(resource ${RESOURCE}, scope_spans Array(Tuple(scope ${SCOPE}, spans Array(${SPAN})))))`;
