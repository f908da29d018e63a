// The HTTP API: takes jobs and tells what became of them.
import { randomUUID } from 'node:crypto';
import { currentTraceId } from '@throughline/node';
import { Hono } from 'hono';
import type { Logger } from 'pino';
import type { JobStore } from '../job/job-store.ts';
import { type Operation, OPERATIONS, WITH_TARGET } from '../job/job.ts';

const MAX_WAIT_MS = 30_000;

export function createApi(store: JobStore, log: Logger): Hono {
  const api = new Hono();
  // What others call the id of a request is the id of its trace.
  api.use(async (context, next) => {
    await next();
    context.header('x-request-id', currentTraceId() ?? randomUUID());
  });
  api.post('/job', async (context) => {
    const body: unknown = await context.req.json().catch(() => undefined);
    const request = readRequest(body);
    if (typeof request === 'string') return context.json({ error: request }, 400);
    const job = { ...request, job_id: randomUUID() };
    const trace_id = currentTraceId() ?? null;
    await store.write({ ...job, status: 'submitted', trace_id, result: null, error: null });
    await store.submit(job);
    log.info('job submitted');
    return context.json({ job_id: job.job_id, status: 'submitted', trace_id }, 202);
  });
  api.get('/job/:id', async (context) => {
    const waitMs = Math.min(Number(context.req.query('wait_ms') ?? 0) || 0, MAX_WAIT_MS);
    const id = context.req.param('id');
    const state = waitMs > 0 ? await store.waitFor(id, waitMs) : await store.find(id);
    return state === undefined ? context.json({ error: 'no such job' }, 404) : context.json(state);
  });
  api.get('/health', (context) => context.json({ status: 'ok' }));
  return api;
}

/** A sentence where it is none. */
function readRequest(body: unknown): { operation: Operation; target: string } | string {
  const { operation, target = '' } = (body ?? {}) as { operation?: unknown; target?: unknown };
  if (!OPERATIONS.includes(operation as Operation)) return `operation: need one of ${OPERATIONS.join(', ')}`;
  if (typeof target !== 'string') return 'target: need a text';
  if (WITH_TARGET.has(operation as string) && target === '') return `target: ${operation as string} needs one`;
  return { operation: operation as Operation, target };
}
