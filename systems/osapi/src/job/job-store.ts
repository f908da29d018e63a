// The job store: a stream for what is to be done, a bucket for what became of it.
import { AckPolicy, type Consumer, jetstream, type JetStreamClient, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm, KvWatchInclude } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { Configuration } from '../configuration/configuration.ts';
import { BUCKET, CONSUMER, type JobRequest, type JobState, STREAM, SUBJECT_PREFIX } from './job.ts';

const NS_PER_MS = 1e6;
const MAX_DELIVERIES = 3;

/** Both, on one connection. */
export class JobStore {
  readonly connection: NatsConnection;
  readonly #jetstream: JetStreamClient;
  readonly #bucket: KV;

  private constructor(connection: NatsConnection, client: JetStreamClient, bucket: KV) {
    this.connection = connection;
    this.#jetstream = client;
    this.#bucket = bucket;
  }

  /** Connects, and creates what is not there. */
  static async open({ url, ack_wait_ms: ackWaitMs }: Configuration['nats'], name: string): Promise<JobStore> {
    const connection = await connect({ servers: url, name, maxReconnectAttempts: -1, reconnectTimeWait: 200 });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: STREAM, subjects: [`${SUBJECT_PREFIX}*`] });
    await manager.consumers.add(STREAM, {
      durable_name: CONSUMER,
      ack_policy: AckPolicy.Explicit,
      ack_wait: ackWaitMs * NS_PER_MS,
      max_deliver: MAX_DELIVERIES,
    });
    const bucket = await new Kvm(connection).create(BUCKET, { history: 3 });
    return new JobStore(connection, jetstream(connection), bucket);
  }

  /** Puts a job into the stream. */
  async submit(job: JobRequest): Promise<void> {
    await this.#jetstream.publish(`${SUBJECT_PREFIX}${job.operation}`, JSON.stringify(job), { msgID: job.job_id });
  }

  async write(state: JobState): Promise<void> {
    await this.#bucket.put(state.job_id, JSON.stringify(state));
  }

  async find(id: string): Promise<JobState | undefined> {
    const entry = await this.#bucket.get(id);
    return entry === null || entry.operation !== 'PUT' ? undefined : entry.json<JobState>();
  }

  /** The state of a job once it is done, or after a while. */
  async waitFor(id: string, waitMs: number): Promise<JobState | undefined> {
    const changes = await this.#bucket.watch({ key: id, include: KvWatchInclude.UpdatesOnly });
    const timer = setTimeout(() => changes.stop(), waitMs);
    try {
      // Now nothing is missed: either it is done already, or it will be seen.
      const state = await this.find(id);
      if (state?.status !== 'submitted') return state;
      for await (const change of changes) if (change.operation === 'PUT') return change.json<JobState>();
      return state;
    } finally {
      clearTimeout(timer);
      changes.stop();
    }
  }

  /** The consumer that all workers share. */
  consumer(): Promise<Consumer> {
    return this.#jetstream.consumers.get(STREAM, CONSUMER);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
