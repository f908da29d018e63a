import { ANY_VALUE, ATTRIBUTES, COMMON_PROTO, RESOURCE, SCOPE } from './common-proto.ts';

/** ExportLogsServiceRequest, without its schema URLs. */
export const LOGS_PROTO = `${COMMON_PROTO}
message LogRecord { fixed64 time_unix_nano=1; int32 severity_number=2; string severity_text=3; AnyValue body=5;
  repeated KeyValue attributes=6; uint32 dropped_attributes_count=7; fixed32 flags=8; bytes trace_id=9; bytes span_id=10;
  fixed64 observed_time_unix_nano=11; string event_name=12; }
message ScopeLogs { Scope scope=1; repeated LogRecord log_records=2; }
message ResourceLogs { Resource resource=1; repeated ScopeLogs scope_logs=2; }
message Request { repeated ResourceLogs resource_logs=1; }
`;

const LOG_RECORD = `Tuple(time_unix_nano UInt64, severity_number Int32, severity_text String, body ${ANY_VALUE}, attributes ${ATTRIBUTES}, dropped_attributes_count UInt32, flags UInt32, trace_id String, span_id String, observed_time_unix_nano UInt64, event_name String)`;

/** The structure that a logs request is read into. */
export const LOGS_STRUCTURE = `resource_logs Array(Tuple(resource ${RESOURCE}, scope_logs Array(Tuple(scope ${SCOPE}, log_records Array(${LOG_RECORD})))))`;
