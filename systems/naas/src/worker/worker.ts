import { type Job, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { DeviceError } from '../device/errors.ts';
import type { Settings } from '../environment.ts';
import { openCredentials } from '../queue/credentials.ts';
import { AUDIT_QUEUE, type JobData, type JobResult, QUEUE } from '../queue/job.ts';
import { tracing } from '../tracing/tracing.ts';
import { executeJob } from './execute-job.ts';

/** Takes jobs from the queue until it is stopped. */
export class JobWorker {
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #worker: Worker<JobData, JobResult>;
  readonly #audit: Queue | undefined;
  readonly #auditor: Worker | undefined;

  constructor(settings: Settings, log: Logger) {
    const connection = { url: settings.redisUrl };
    this.#settings = settings;
    this.#log = log;
    this.#audit = settings.audit ? new Queue(AUDIT_QUEUE, { connection }) : undefined;
    this.#auditor = settings.audit ? new Worker(AUDIT_QUEUE, (job) => this.#keepBooks(job), { connection }) : undefined;
    this.#worker = new Worker<JobData, JobResult>(QUEUE, (job) => this.#work(job), {
      connection,
      concurrency: settings.concurrency,
      lockDuration: settings.lockMs,
      stalledInterval: settings.lockMs,
      maxStalledCount: 1,
    });
    const onError = (error: Error): void => log.warn({ reason: error.message }, 'trouble with the queue');
    this.#worker.on('error', onError);
    this.#auditor?.on('error', onError);
    this.#audit?.on('error', onError);
  }

  async waitUntilReady(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#worker.close(), this.#auditor?.close(), this.#audit?.close()]);
  }

  async #work(job: Job<JobData, JobResult>): Promise<JobResult> {
    const { operation, device, commands, credentials } = job.data;
    tracing.describe('naas.worker.execute', {
      'naas.job.id': job.id ?? '',
      'naas.operation': operation,
      'naas.device.host': device.host,
      'naas.device.port': device.port,
      'naas.commands.count': commands.length,
    });
    this.#log.info({ operation, attempt: job.attemptsMade + 1 }, 'job started');
    try {
      const result = await executeJob(job.data, openCredentials(credentials, this.#settings.secret));
      await this.#audit?.add('record', { jobId: job.id, operation }, { removeOnComplete: true });
      this.#log.info('job finished');
      return result;
    } catch (error) {
      this.#log.warn({ reason: (error as Error).message }, 'job failed');
      throw toQueueError(error);
    }
  }

  async #keepBooks(job: Job): Promise<void> {
    this.#log.info({ audited: job.data }, 'job audited');
  }
}

/** Another attempt is made only where it may do better. */
function toQueueError(error: unknown): unknown {
  if (!(error instanceof DeviceError) || error.isTemporary) return error;
  return new UnrecoverableError(`${error.code}: ${error.message}`);
}
