// The HTTP API: takes requests, puts jobs into the queue, and tells what became of them. An answer has the job's id and the id
// of the trace that it is part of.
import { randomUUID } from 'node:crypto';
import { type Job, Queue } from 'bullmq';
import fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../environment.ts';
import { type Credentials, readBasicCredentials, sealCredentials } from '../queue/credentials.ts';
import { type JobData, type JobResult, type Operation, QUEUE } from '../queue/job.ts';
import { traceIdOf, tracing } from '../tracing/tracing.ts';
import { JOB_SCHEMA, type JobRequest, toJobOptions } from './requests.ts';

const SSH_PORT = 22;
const OPERATIONS: readonly Operation[] = ['send_command', 'send_config'];

/** The API, not yet listening. */
export function createApi(settings: Settings, log: Logger): FastifyInstance {
  const queue = new Queue<JobData, JobResult>(QUEUE, { connection: { url: settings.redisUrl } });
  queue.on('error', (error) => log.warn({ reason: error.message }, 'trouble with the queue'));
  const api = fastify({ loggerInstance: log as FastifyBaseLogger, disableRequestLogging: true });
  // What others call the id of a request is the id of its trace.
  api.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', tracing.traceId() ?? request.id);
  });
  api.addHook('onClose', () => queue.close());
  for (const operation of OPERATIONS) {
    api.post<{ Body: JobRequest }>(`/v1/${operation}`, { schema: { body: JOB_SCHEMA } }, async (request, reply) => {
      const credentials = readCredentials(request, reply);
      if (credentials === undefined) return reply;
      const data = toJobData(operation, request.body, sealCredentials(credentials, settings.secret));
      const ids = await enqueue(queue, data, request.body);
      request.log.info({ jobs: ids.length }, 'accepted');
      const jobs = ids.map((id) => ({ job_id: id, status_url: `/v1/jobs/${id}` }));
      return reply.code(202).send({ ...jobs[0], jobs, trace_id: tracing.traceId() ?? null });
    });
  }
  api.get<{ Params: { id: string } }>('/v1/jobs/:id', async ({ params }, reply) => {
    // The state first: what is read after it is not older.
    const status = await queue.getJobState(params.id);
    const job = await queue.getJob(params.id);
    if (job === undefined) return reply.code(404).send({ error: 'no such job', job_id: params.id });
    return describeJob(job, status);
  });
  return api;
}

function readCredentials({ headers, body }: FastifyRequest<{ Body: JobRequest }>, reply: FastifyReply) {
  const login = readBasicCredentials(headers.authorization);
  if (login !== undefined) return { ...login, enable: body.enable ?? login.password } satisfies Credentials;
  reply
    .code(401)
    .header('www-authenticate', 'Basic realm="devices"')
    .send({ error: 'the credentials of the device are needed' });
  return undefined;
}

function toJobData(operation: Operation, body: JobRequest, credentials: string): JobData[] {
  const { devices, commands, save = false } = body;
  return devices.map(({ host, port = SSH_PORT }) => ({
    operation,
    device: { host, port },
    commands,
    save,
    credentials,
  }));
}

/** @returns ids of the jobs; of what is repeated, that of the first. */
async function enqueue(
  queue: Queue<JobData, JobResult>,
  data: readonly JobData[],
  body: JobRequest,
): Promise<string[]> {
  const opts = toJobOptions(body, tracing.carrier());
  const { repeat } = body;
  if (repeat === undefined) {
    const jobs = await queue.addBulk(data.map((one) => ({ name: one.operation, data: one, opts })));
    return jobs.map((job) => job.id ?? '');
  }
  const { every_ms: every, times: limit } = repeat;
  const schedule = (one: JobData) =>
    queue.upsertJobScheduler(randomUUID(), { every, limit }, { name: one.operation, data: one, opts });
  const jobs = await Promise.all(data.map(schedule));
  return jobs.map((job) => job?.id ?? '');
}

function describeJob(job: Job<JobData, JobResult>, status: string) {
  const { operation, device } = job.data;
  return {
    job_id: job.id,
    trace_id: traceIdOf(job.opts.telemetry?.metadata),
    operation,
    device,
    status,
    attempts: job.attemptsMade,
    outputs: job.returnvalue?.outputs ?? null,
    // Of an attempt that failed before one that did not, the trace tells.
    error: status === 'completed' ? null : (job.failedReason ?? null),
  };
}
