// What ClickHouse is told about OTLP: the message definitions, as far as we store them, and the column structure they are
// read into. Field numbers are those of opentelemetry-proto 1.x.
//
// An attribute's value is read two levels deep: scalars, arrays of scalars, maps of scalars. What lies deeper stays the
// encoded bytes it is (the same field declared as `bytes`), so that nothing is lost and no schema has to be recursive.

const COMMON = `syntax = "proto3";
message Element { oneof value { string string_value=1; bool bool_value=2; int64 int_value=3; double double_value=4;
  bytes array_value=5; bytes kvlist_value=6; bytes bytes_value=7; } }
message ElementPair { string key=1; Element value=2; }
message ArrayValue { repeated Element values=1; }
message KeyValueList { repeated ElementPair values=1; }
message AnyValue { oneof value { string string_value=1; bool bool_value=2; int64 int_value=3; double double_value=4;
  ArrayValue array_value=5; KeyValueList kvlist_value=6; bytes bytes_value=7; } }
message KeyValue { string key=1; AnyValue value=2; }
message Resource { repeated KeyValue attributes=1; uint32 dropped_attributes_count=2; }
message Scope { string name=1; string version=2; repeated KeyValue attributes=3; uint32 dropped_attributes_count=4; }
`;

/** ExportTraceServiceRequest, without its schema URLs. */
export const TRACE_PROTO = `${COMMON}
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

/** The same request, of which only the resources are looked at: ClickHouse skips the rest. */
export const TRACE_RESOURCE_PROTO = `${COMMON}
message ResourceSpans { Resource resource=1; }
message Request { repeated ResourceSpans resource_spans=1; }
`;

// `input_format_protobuf_oneof_presence` fills this column with the name of the member that was on the wire.
const ONEOF = `value Enum8('no'=0,'string_value'=1,'bool_value'=2,'int_value'=3,'double_value'=4,'array_value'=5,'kvlist_value'=6,'bytes_value'=7)`;
const SCALARS = `${ONEOF}, string_value String, bool_value Bool, int_value Int64, double_value Float64, bytes_value String`;
const ELEMENT = `Tuple(${SCALARS}, array_value String, kvlist_value String)`;
const ANY_VALUE = `Tuple(${SCALARS}, array_value Tuple(values Array(${ELEMENT})), kvlist_value Tuple(values Array(Tuple(key String, value ${ELEMENT}))))`;

/** The column type of `repeated KeyValue`. */
export const ATTRIBUTES = `Array(Tuple(key String, value ${ANY_VALUE}))`;

const RESOURCE = `Tuple(attributes ${ATTRIBUTES}, dropped_attributes_count UInt32)`;
const SCOPE = `Tuple(name String, version String, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32)`;
const EVENT = `Tuple(time_unix_nano UInt64, name String, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32)`;
const LINK = `Tuple(trace_id String, span_id String, trace_state String, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32, flags UInt32)`;
const SPAN = `Tuple(trace_id String, span_id String, trace_state String, parent_span_id String, name String, kind Int32, start_time_unix_nano UInt64, end_time_unix_nano UInt64, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32, events Array(${EVENT}), dropped_events_count UInt32, links Array(${LINK}), dropped_links_count UInt32, status Tuple(message String, code Int32), flags UInt32)`;

/** The structure that a trace request is read into. */
export const TRACE_STRUCTURE = `resource_spans Array(Tuple(resource ${RESOURCE}, scope_spans Array(Tuple(scope ${SCOPE}, spans Array(${SPAN})))))`;

/** The structure that the resources of a trace request are read into. */
export const TRACE_RESOURCE_STRUCTURE = `resource_spans Array(Tuple(resource ${RESOURCE}))`;
