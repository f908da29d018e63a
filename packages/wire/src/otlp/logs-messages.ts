// opentelemetry/proto/logs/v1/logs.proto and collector/logs/v1/logs_service.proto
import { embedded, message, repeated, scalar } from '../protobuf/message-type.ts';
import type { DecodedValue } from '../protobuf/message-type.ts';
import { KEY_VALUE, RESOURCE, SCOPE } from './common-messages.ts';
import type { DecodedAttribute, DecodedResource, DecodedScope } from './common-messages.ts';

/** An ExportLogsServiceRequest. */
export interface DecodedLogsRequest {
  readonly resourceLogs: readonly DecodedResourceLogs[];
}

export interface DecodedResourceLogs {
  readonly resource: DecodedResource | undefined;
  readonly scopeLogs: readonly DecodedScopeLogs[];
  readonly schemaUrl: string;
}

export interface DecodedScopeLogs {
  readonly scope: DecodedScope | undefined;
  readonly logRecords: readonly DecodedLogRecord[];
  readonly schemaUrl: string;
}

/** A log record. Ids are lower-case hex, `''` for none; times are nanoseconds since 1970. */
export interface DecodedLogRecord {
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: DecodedValue;
  readonly attributes: readonly DecodedAttribute[];
  readonly droppedAttributesCount: number;
  readonly flags: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
}

const LOG_RECORD = message<DecodedLogRecord>({
  timeUnixNano: scalar(1, 'fixed64'),
  severityNumber: scalar(2, 'enum'),
  severityText: scalar(3, 'string'),
  body: scalar(5, 'value'),
  attributes: repeated(6, KEY_VALUE),
  droppedAttributesCount: scalar(7, 'uint32'),
  flags: scalar(8, 'fixed32'),
  traceId: scalar(9, 'id'),
  spanId: scalar(10, 'id'),
  observedTimeUnixNano: scalar(11, 'fixed64'),
  eventName: scalar(12, 'string'),
});

const SCOPE_LOGS = message<DecodedScopeLogs>({
  scope: embedded(1, SCOPE),
  logRecords: repeated(2, LOG_RECORD),
  schemaUrl: scalar(3, 'string'),
});

const RESOURCE_LOGS = message<DecodedResourceLogs>({
  resource: embedded(1, RESOURCE),
  scopeLogs: repeated(2, SCOPE_LOGS),
  schemaUrl: scalar(3, 'string'),
});

export const LOGS_REQUEST = message<DecodedLogsRequest>({
  resourceLogs: repeated(1, RESOURCE_LOGS),
});
