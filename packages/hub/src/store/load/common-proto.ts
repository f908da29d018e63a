// What ClickHouse is told about OTLP: the message definitions, as far as we store them. Field numbers are those of
// opentelemetry-proto 1.x; names are ours, since they are not on the wire.
//
// An attribute's value is read two levels deep: scalars, arrays of scalars, maps of scalars. What lies deeper stays the
// encoded bytes it is (the same field declared as `bytes`), so that nothing is lost and no schema has to be recursive.
// Attributes of scopes, events, links and exemplars, and of metrics, have arrays and maps as bytes at once.

/** Attributes, resource and scope. */
export const COMMON_PROTO = `syntax = "proto3";
message FlatValue { oneof type { string s=1; bool b=2; int64 i=3; double d=4; bytes a=5; bytes m=6; bytes x=7; } }
message FlatKeyValue { string key=1; FlatValue value=2; }
message ArrayValue { repeated FlatValue values=1; }
message KeyValueList { repeated FlatKeyValue values=1; }
message AnyValue { oneof type { string s=1; bool b=2; int64 i=3; double d=4; ArrayValue a=5; KeyValueList m=6; bytes x=7; } }
message KeyValue { string key=1; AnyValue value=2; }
message Resource { repeated KeyValue attributes=1; }
message Scope { string name=1; string version=2; repeated FlatKeyValue attributes=3; }
`;

/** A request of any signal, of which only the resources are looked at: ClickHouse skips the rest. */
export const RESOURCE_PROTO = `${COMMON_PROTO}
message ResourceItems { Resource resource=1; }
message Request { repeated ResourceItems resource_items=1; }
`;
