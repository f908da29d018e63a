import type { SaidMessage } from './reporter.ts';

/** How one exporter fares. Counts are spans, or log records. */
export interface ExporterStatus {
  /** `otlp http/protobuf`, `otlp grpc`, `console`, … */
  readonly name: string;
  /** Where to, without credentials. */
  readonly endpoint: string;
  readonly exported: number;
  /** Lost: the queue was full, the receiver refused the request, or time ran out at the end. */
  readonly dropped: number;
  /** Refused one by one, as the receiver's `partial_success` says. */
  readonly rejected: number;
  /** Waiting or under way. */
  readonly queued: number;
  readonly failedAttempts: number;
  readonly lastError: string | undefined;
  /** When `lastError` happened. */
  readonly lastErrorAt: Date | undefined;
}

/** What tracing is doing while it is on. */
export interface ActiveStatus {
  readonly enabled: true;
  readonly service: string;
  readonly sampler: string;
  readonly propagators: readonly string[];
  /** Names of the instrumentations that run, built in and handed over. */
  readonly instrumentations: readonly string[];
  readonly exporters: readonly ExporterStatus[];
  readonly spans: {
    /** Recorded since the start. */
    readonly started: number;
    /** Started and not ended yet: grows where spans are forgotten. */
    readonly open: number;
    /** Not recorded, because the sampler said so. */
    readonly unsampled: number;
  };
  readonly logs: {
    /** Libraries whose lines get the ids of their span, as far as the application has loaded them. */
    readonly stamped: readonly string[];
    /** Log records made since the start. */
    readonly records: number;
    /** Of those, lost because they could not be encoded. */
    readonly unreadable: number;
    /** Empty where log records go nowhere. */
    readonly exporters: readonly ExporterStatus[];
  };
  /** Directories of the copies of `@opentelemetry/api` that have been used. More than one is worth a look. */
  readonly apiCopies: readonly string[];
  /** What was wrong with the configuration. */
  readonly warnings: readonly string[];
  /** Warnings and errors since the start, whether `OTEL_LOG_LEVEL` lets them be written or not. */
  readonly messages: readonly SaidMessage[];
}

/** What tracing says while it is off. */
export interface InactiveStatus {
  readonly enabled: false;
  /** The variable or option that turned it off. */
  readonly disabledBy: string;
  readonly warnings: readonly string[];
}

/** Result of `getTelemetryStatus()`. */
export type TelemetryStatus = ActiveStatus | InactiveStatus;
