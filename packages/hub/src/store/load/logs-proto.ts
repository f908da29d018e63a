import { COMMON_PROTO } from './common-proto.ts';

/** ExportLogsServiceRequest, as far as it is stored. */
export const LOGS_PROTO = `${COMMON_PROTO}
message LogRecord { fixed64 time=1; int32 severity_number=2; string severity_text=3; AnyValue body=5;
  repeated KeyValue attributes=6; uint32 dropped_attributes=7; fixed32 flags=8; bytes trace_id=9; bytes span_id=10;
  fixed64 observed_time=11; string event_name=12; }
message ScopeLogs { Scope scope=1; repeated LogRecord log_records=2; }
message ResourceLogs { Resource resource=1; repeated ScopeLogs scope_logs=2; }
message Request { repeated ResourceLogs resource_logs=1; }
`;
