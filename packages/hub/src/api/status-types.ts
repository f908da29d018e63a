// What the hub says of itself, and of what is wrong with the data that it gets.

/** `GET /healthz`, `GET /readyz`. */
export interface Health {
  readonly status: 'ok';
}

/** `GET /api/v1/status`. */
export interface HubStatus {
  readonly version: string;
  readonly startedUnixNano: string;
  readonly addresses: { readonly ui: string; readonly otlpHttp: string; readonly otlpGrpc: string };
  readonly store: StoreStatus;
  readonly signals: Readonly<Record<'traces' | 'logs' | 'metrics', SignalStatus>>;
  /** Everyone who sent spans within the last day, by name. */
  readonly services: readonly ServiceStatus[];
  /** Live tails that are open. */
  readonly tails: number;
  /** Users who said that they use this hub: each `throughline run`. */
  readonly attached: number;
  /** Plain sentences about what needs attention; empty when all is well. */
  readonly warnings: readonly string[];
}

export interface StoreStatus {
  readonly url: string;
  /** Bytes of all tables on the disk. */
  readonly bytesOnDisk: number;
  readonly tables: readonly StoredTable[];
}

export interface StoredTable {
  readonly name: string;
  readonly rows: number;
  readonly bytesOnDisk: number;
  /** Sets of files, which are merged in the background. */
  readonly parts: number;
  /** The first and last day that it has rows of, e.g. `2026-11-21`; missing when it is empty. */
  readonly oldestDay?: string | undefined;
  readonly newestDay?: string | undefined;
}

/** Always `received = stored + rejected + queued`. */
export interface SignalStatus {
  readonly received: number;
  readonly stored: number;
  readonly rejected: number;
  readonly queued: number;
  readonly queuedBytes: number;
}

export interface ServiceStatus {
  readonly name: string;
  /** The minute of its newest span. */
  readonly lastSeenUnixNano: string;
  /** Spans within the last day. */
  readonly spans: number;
  /** It sent in most minutes of an hour, and then nothing for more than five. */
  readonly stopped: boolean;
}

/** `GET /api/v1/problems?start=&end=`: what is odd about the data, most spans first. Default range: the last hour. */
export interface ProblemList {
  readonly problems: readonly DataProblem[];
  /** Spans that were looked at: the newest of the range. */
  readonly examinedSpans: number;
}

export interface DataProblem {
  readonly code: ProblemCode;
  readonly service: string;
  /** Spans that have it, among those examined. */
  readonly spans: number;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What to do about it, as a sentence. */
  readonly mend: string;
  /** The most frequent names of these spans. */
  readonly names: readonly string[];
  /** At most 5. */
  readonly traceIds: readonly string[];
}

export type ProblemCode =
  /** A client span without parent: whoever asked for the call was lost on the way, or never had a span. */
  | 'root-client-span'
  /** A server or consumer span whose parent, in another process, is not here. */
  | 'missing-remote-parent'
  /** A span whose parent, in the same process, is not here: never ended, or dropped. */
  | 'missing-local-parent'
  /** Attributes, events or links that the sender left out for its limits. */
  | 'dropped-attributes'
  | 'dropped-events'
  | 'dropped-links'
  /** A span that starts before its parent in another service. */
  | 'clock-skew'
  /** A start more than an hour in the future. */
  | 'invalid-time'
  /** A text of more than 10,000 bytes. */
  | 'oversized-attribute'
  /** The resource has no `service.name`, or the SDK made one up. */
  | 'unnamed-service'
  /** Several spans of a trace with the same id. */
  | 'duplicate-span-id';
