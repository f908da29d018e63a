// Takes jobs from the stream, asks a provider, and writes the result into the bucket.
import { setTimeout as wait } from 'node:timers/promises';
import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { currentTraceId, withSpan } from '@throughline/node';
import type { Logger } from 'pino';
import type { JobStore } from '../job/job-store.ts';
import { type JobRequest, type JobState, OPERATIONS } from '../job/job.ts';
import { PROVIDERS } from '../providers/providers.ts';

const RETRY_MS = 200;

/** One worker; several share the consumer. */
export class JobWorker {
  readonly #store: JobStore;
  readonly #log: Logger;
  readonly #ackWaitMs: number;
  #messages: ConsumerMessages | undefined;
  #isStopped = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(store: JobStore, log: Logger, ackWaitMs: number) {
    this.#store = store;
    this.#log = log;
    this.#ackWaitMs = ackWaitMs;
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** Finishes what it is at. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#messages?.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#consume();
      } catch (error) {
        this.#log.warn({ reason: (error as Error).message }, 'trouble with the queue');
        await wait(RETRY_MS);
      }
    }
  }

  async #consume(): Promise<void> {
    const consumer = await this.#store.consumer();
    const messages = await consumer.consume({ max_messages: 10 });
    this.#messages = messages;
    for await (const message of messages) {
      // A job that takes long is not given to another worker as long as this one says that it is at it.
      const timer = setInterval(() => message.working(), this.#ackWaitMs / 3);
      await this.#handle(message).finally(() => clearInterval(timer));
    }
  }

  async #handle(message: JsMsg): Promise<void> {
    const job = readJob(message);
    if (job === undefined) {
      this.#log.warn('a message that is no job was put aside');
      message.term('no job');
      return;
    }
    const attributes = { 'job.id': job.job_id, 'job.operation': job.operation, 'job.target': job.target };
    await withSpan('osapi.job.process', { attributes }, async () => {
      this.#log.info('job started');
      const state = await this.#execute(job);
      await withSpan('osapi.result.write', { attributes }, () => this.#store.write(state));
      message.ack();
      this.#log.info(`job ${state.status}`);
    });
  }

  async #execute(job: JobRequest): Promise<JobState> {
    const attributes = { 'provider.name': job.operation, 'job.target': job.target };
    // The one in which it was submitted: this is a part of it.
    const trace_id = currentTraceId() ?? null;
    try {
      const ask = (): Promise<unknown> => PROVIDERS[job.operation](job.target);
      const result = await withSpan('osapi.provider.execute', { attributes }, ask);
      return { ...job, trace_id, status: 'completed', result, error: null };
    } catch (error) {
      return { ...job, trace_id, status: 'failed', result: null, error: (error as Error).message };
    }
  }
}

/** Whoever publishes may publish anything. */
function readJob(message: JsMsg): JobRequest | undefined {
  try {
    const { job_id, operation, target = '' } = message.json<Partial<JobRequest>>();
    const isJob = typeof job_id === 'string' && OPERATIONS.some((one) => one === operation);
    return isJob ? { job_id, operation: operation as JobRequest['operation'], target: String(target) } : undefined;
  } catch {
    return undefined;
  }
}
