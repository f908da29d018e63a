// The parts of @opentelemetry/api-logs that matter here. Written down again, because our own types must not need that package.
import type { Context, TimeInput } from '@opentelemetry/api';

/** `LogRecord` of the API. */
export interface StandardLogRecord {
  readonly eventName?: string;
  readonly timestamp?: TimeInput;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: unknown;
  readonly attributes?: object;
  readonly exception?: unknown;
  readonly context?: Context;
}

/** `Logger` of the API. */
export interface StandardLogger {
  emit(record: StandardLogRecord): void;
  enabled(): boolean;
}

/** `LoggerProvider` of the API. */
export interface StandardLoggerProvider {
  getLogger(name: string, version?: string, options?: { schemaUrl?: string }): StandardLogger;
}
