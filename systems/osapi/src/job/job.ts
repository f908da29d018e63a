// What travels: a job is a message in a JetStream stream, its status an entry in a bucket.

export const STREAM = 'OSAPI_JOBS';
export const CONSUMER = 'osapi-worker';
export const BUCKET = 'osapi-jobs';
/** `jobs.<operation>`. */
export const SUBJECT_PREFIX = 'jobs.';

export const OPERATIONS = ['hostname', 'disk', 'load', 'dns', 'ping'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Operations that need to be told on what. */
export const WITH_TARGET: ReadonlySet<string> = new Set(['dns', 'ping']);

export interface JobRequest {
  readonly job_id: string;
  readonly operation: Operation;
  /** A host name or address; for disks a path. */
  readonly target: string;
}

export interface JobState extends JobRequest {
  readonly status: 'submitted' | 'completed' | 'failed';
  /** Of the trace in which it was submitted; `null` for none. */
  readonly trace_id: string | null;
  readonly result: unknown;
  readonly error: string | null;
}
