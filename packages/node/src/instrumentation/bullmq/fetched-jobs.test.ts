// Jobs that are fetched by hand, and listeners of `QueueEvents`: code that belongs to whoever has asked, or to nobody.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../../../../../scripts/services/start-service.ts';
import { type Exported, named, runExported } from '../../fixtures/run-exported.ts';
import { describeTrees } from '../messaging/fixtures/describe-tree.ts';

const LIMIT_MS = 60_000;

let redis: Service;
beforeAll(async () => {
  redis = await startService('redis');
}, LIMIT_MS);
afterAll(() => redis.stop());

/** Runs `body` with a queue, and a worker that processes nothing by itself. */
function run(body: string, environment: Readonly<Record<string, string>> = {}): Promise<Exported> {
  const source = `
    import { randomUUID } from 'node:crypto';
    import { getBaggage, setAttribute, withBaggage, withSpan } from '@throughline/node';
    import { Queue, QueueEvents, Worker } from 'bullmq';
    const connection = { host: '127.0.0.1', port: Number(new URL(process.env.REDIS_URL).port) };
    const queue = new Queue('fetched', { connection, prefix: randomUUID() });
    const { prefix } = queue.opts;
    const worker = new Worker('fetched', null, { connection, prefix });
    const said = [];
    ${body}
    await worker.close();
    await queue.close();
    console.log(JSON.stringify(said));`;
  const common = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'bullmq', REDIS_URL: redis.url };
  return runExported({ source, environment: { ...common, ...environment } });
}

const FETCHING = `
  await withSpan('api', () => withBaggage({ customer: 'c-1' }, () => queue.add('good', { secret: 's3cret' })));
  await withSpan('api', () => queue.add('bad', {}, { attempts: 2 }));
  const fetch = async () => {
    const job = await worker.getNextJob('token', { block: false });
    await withSpan('work', () => said.push([job?.name, getBaggage().customer]));
    return job;
  };
  await withSpan('loop', async () => {
    const good = await fetch();
    await good.moveToCompleted('done', 'token', false);
    for (const isLast of [false, true]) {
      const bad = await fetch();
      await bad.moveToFailed(new RangeError('no such device'), 'token', false);
      said.push([bad.attemptsMade, await bad.getState(), isLast]);
    }
    await fetch();
  });`;

test(
  'a job that is fetched by hand is processed until it is moved; who fetches stays where he is',
  { timeout: LIMIT_MS },
  async () => {
    const on = await run(FETCHING);
    const off = await run(FETCHING, { OTEL_SDK_DISABLED: 'true' });
    expect([on.stderr, off.stderr]).toEqual(['', '']);
    expect(on.stdout).toBe(off.stdout);
    expect(describeTrees(on.spans)).toEqual([
      'api',
      '  publish fetched producer',
      '    process fetched consumer completed',
      'api',
      '  publish fetched producer',
      '    process fetched consumer retried ERROR',
      '    process fetched consumer failed ERROR',
      'loop',
      ...Array.from({ length: 3 }, () => ['  receive fetched client ~ publish fetched', '  work']).flat(),
      // There was none.
      '  work',
    ]);
  },
);

test('attributes of a job that is fetched by hand', { timeout: LIMIT_MS }, async () => {
  const { spans } = await run(FETCHING);
  const [receive] = named(spans, 'receive fetched');
  const common = {
    'messaging.system.name': 'bullmq',
    'messaging.destination.name': 'fetched',
    'messaging.message.id': '1',
    'bullmq.job.name': 'good',
    'bullmq.job.attempt': 1,
    'server.address': '127.0.0.1',
    'server.port': Number(new URL(redis.url).port),
  };
  expect(receive.attributes).toEqual({
    ...common,
    'messaging.operation.name': 'receive',
    'messaging.operation.type': 'receive',
  });
  const [good, bad] = named(spans, 'process fetched');
  expect(good.attributes).toEqual({
    ...common,
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.message.disposition': 'completed',
  });
  expect(bad.attributes['error.type']).toBe('RangeError');
  expect(bad.status).toEqual({ code: 2, message: 'no such device' });
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain('s3cret');
});

test('a worker with telemetry of its own is left alone', { timeout: LIMIT_MS }, async () => {
  const { spans, stdout } = await run(`
    worker.opts.telemetry = {
      tracer: { startSpan: () => ({ setSpanOnContext: (c) => c, setAttribute() {}, setAttributes() {}, addEvent() {}, recordException() {}, end() {} }) },
      contextManager: { with: (context, fn) => fn(), active: () => ({}), getMetadata: () => '', fromMetadata: () => ({}) },
    };
    await queue.add('good', {});
    const job = await worker.getNextJob('token');
    await job.moveToCompleted('done', 'token', false);
    said.push(await job.getState());`);
  expect(stdout).toBe('["completed"]\n');
  expect(describeTrees(spans)).toEqual(['publish fetched producer']);
});

test('a failure to fetch is that of the caller', { timeout: LIMIT_MS }, async () => {
  const { spans, stdout } = await run(`
    await worker.waitUntilReady();
    worker.backend.moveToActive = () => Promise.reject(new Error('no answer'));
    await worker.getNextJob('token', { block: false }).catch((error) => said.push(error.message));
    process.once('unhandledRejection', (error) => said.push('unhandled ' + error.message));
    void worker.getNextJob('token', { block: false });
    await new Promise((resolve) => setTimeout(resolve, 50));`);
  expect(JSON.parse(stdout)).toEqual(['no answer', 'unhandled no answer']);
  expect(spans).toEqual([]);
});

test('listeners of QueueEvents are in no trace, wherever they were added', { timeout: LIMIT_MS }, async () => {
  const { spans, stderr } = await run(`
    const events = await withSpan('request', async () => {
      const created = new QueueEvents('fetched', { connection, prefix });
      await created.waitUntilReady();
      return created;
    });
    const heard = new Promise((resolve) => events.on('completed', ({ jobId }) => withSpan('heard ' + jobId, resolve)));
    await withSpan('api', async () => {
      const job = await queue.add('good', {});
      await (await worker.getNextJob('token')).moveToCompleted('done', 'token', false);
      await withSpan('waited', () => job.waitUntilFinished(events));
    });
    await heard;
    await events.close();`);
  expect(stderr).toBe('');
  const trees = describeTrees(spans);
  expect(trees.filter((line) => !line.startsWith(' ')).toSorted()).toEqual(['api', 'heard 1', 'request']);
  expect(trees).toContain('  waited');
});
