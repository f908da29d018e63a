import type { TelemetryStatus } from '@throughline/node';

/** What the probe saw in one process. It writes this again and again, the last time when the process exits. */
export interface ProbeReport {
  readonly pid: number;
  /** The main script without its path. */
  readonly script: string;
  readonly node: string;
  readonly status: TelemetryStatus;
  /** ES modules that can only be instrumented while they load, and that loaded before tracing started. */
  readonly loadedEarly: readonly string[];
  readonly spans: ProbedSpans;
  /** Whether the process came to its end by itself. */
  readonly exited: boolean;
}

/** What was odd about its spans. Each list has at most 20 entries. */
export interface ProbedSpans {
  /** Client spans without parent, while a request or message was being worked on. */
  readonly lostClients: readonly Counted[];
  /** Spans whose local parent nobody has started. */
  readonly orphans: readonly Counted[];
  /** Started and not ended. */
  readonly open: readonly OpenSpan[];
  readonly oversized: readonly OversizedAttribute[];
  /** Many spans of one name below one parent: the most that were seen. */
  readonly repeated: readonly Counted[];
}

export interface Counted {
  readonly name: string;
  readonly count: number;
}

export interface OpenSpan {
  readonly name: string;
  readonly ageMs: number;
}

export interface OversizedAttribute {
  readonly span: string;
  readonly key: string;
  readonly length: number;
}
