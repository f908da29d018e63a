import { COMMON_PROTO } from './common-proto.ts';

/** ExportTraceServiceRequest, as far as it is stored. */
export const TRACE_PROTO = `${COMMON_PROTO}
message Event { fixed64 time=1; string name=2; repeated FlatKeyValue attributes=3; }
message Link { bytes trace_id=1; bytes span_id=2; string trace_state=3; repeated FlatKeyValue attributes=4; fixed32 flags=6; }
message Status { string message=2; int32 code=3; }
message Span { bytes trace_id=1; bytes span_id=2; string trace_state=3; bytes parent_span_id=4; string name=5; int32 kind=6;
  fixed64 start_time=7; fixed64 end_time=8; repeated KeyValue attributes=9; uint32 dropped_attributes=10;
  repeated Event events=11; uint32 dropped_events=12; repeated Link links=13; uint32 dropped_links=14; Status status=15;
  fixed32 flags=16; }
message ScopeSpans { Scope scope=1; repeated Span spans=2; }
message ResourceSpans { Resource resource=1; repeated ScopeSpans scope_spans=2; }
message Request { repeated ResourceSpans resource_spans=1; }
`;
