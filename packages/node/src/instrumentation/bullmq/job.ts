// What of BullMQ, 5 and 6, the instrumentation works with.

/** `job.opts.telemetry`, where BullMQ itself keeps context. */
export interface JobTelemetry {
  /** Text of the carrier: JSON. In Redis it is `tm` of the job's options. */
  readonly metadata?: string;
  /** The job is to bring no context. */
  readonly omitContext?: boolean;
}

export interface JobOptions {
  readonly telemetry?: JobTelemetry;
  /** Of jobs that a scheduler adds. */
  readonly repeat?: unknown;
}

export interface Job {
  readonly id?: string;
  readonly name: string;
  readonly opts?: JobOptions;
  readonly attemptsMade?: number;
  readonly stalledCounter?: number;
  readonly finishedOn?: number;
  /** Of the scheduler that adds jobs like this one. */
  readonly repeatJobKey?: string;
}

export interface JobToAdd {
  readonly opts?: JobOptions;
}

/** A tree of jobs, which are processed from its leaves. */
export interface FlowNode extends JobToAdd {
  readonly name: string;
  readonly queueName: string;
  readonly children?: readonly FlowNode[];
}

/** Queue, worker or producer of flows. */
export interface Connected {
  readonly name?: string;
  readonly opts?: { readonly connection?: unknown; readonly telemetry?: unknown };
  /** Of a producer of flows. */
  readonly telemetry?: unknown;
}

/** Jobs that are being added. */
export class AddedJobs {
  readonly owner: Connected;
  /** How many; undefined for one. */
  readonly count: number | undefined;
  /** What a subscriber puts into the jobs. */
  metadata: string | undefined;

  constructor(owner: Connected, count?: number) {
    this.owner = owner;
    this.count = count;
    this.metadata = undefined;
  }

  /** A job with the context in its options, unless the application has put one there, or wants none. */
  applyTo<J extends JobToAdd>(job: J): J {
    return this.metadata === undefined ? job : { ...job, opts: this.applyToOptions(job.opts) };
  }

  applyToOptions<O extends JobOptions>(opts: O | undefined): O | undefined {
    const { telemetry } = opts ?? {};
    if (this.metadata === undefined || telemetry?.omitContext === true || telemetry?.metadata !== undefined)
      return opts;
    return { ...opts, telemetry: { ...telemetry, metadata: this.metadata } } as unknown as O;
  }
}

/** A job that is being processed. */
export interface ProcessedJob {
  readonly owner: Connected;
  readonly job: Job;
}
