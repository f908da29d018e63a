// What ClickHouse is told about OTLP: the message definitions, as far as we store them, and the column structure they are
// read into. Field numbers are those of opentelemetry-proto 1.x. Here is what the three signals share.
//
// An attribute's value is read two levels deep: scalars, arrays of scalars, maps of scalars. What lies deeper stays the
// encoded bytes it is (the same field declared as `bytes`), so that nothing is lost and no schema has to be recursive.

/** Attributes, resource and scope. */
export const COMMON_PROTO = `syntax = "proto3";
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

/** A request of any signal, of which only the resources are looked at: ClickHouse skips the rest. */
export const RESOURCE_PROTO = `${COMMON_PROTO}
message ResourceItems { Resource resource=1; }
message Request { repeated ResourceItems resource_items=1; }
`;

// `input_format_protobuf_oneof_presence` fills this column with the name of the member that was on the wire.
const ONEOF = `value Enum8('no'=0,'string_value'=1,'bool_value'=2,'int_value'=3,'double_value'=4,'array_value'=5,'kvlist_value'=6,'bytes_value'=7)`;
const SCALARS = `${ONEOF}, string_value String, bool_value Bool, int_value Int64, double_value Float64, bytes_value String`;
const ELEMENT = `Tuple(${SCALARS}, array_value String, kvlist_value String)`;

/** The column type of one AnyValue. */
export const ANY_VALUE = `Tuple(${SCALARS}, array_value Tuple(values Array(${ELEMENT})), kvlist_value Tuple(values Array(Tuple(key String, value ${ELEMENT}))))`;

/** The column type of `repeated KeyValue`. */
export const ATTRIBUTES = `Array(Tuple(key String, value ${ANY_VALUE}))`;

export const RESOURCE = `Tuple(attributes ${ATTRIBUTES}, dropped_attributes_count UInt32)`;
export const SCOPE = `Tuple(name String, version String, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32)`;

/** The structure that the resources of a request are read into. */
export const RESOURCE_STRUCTURE = `resource_items Array(Tuple(resource ${RESOURCE}))`;
