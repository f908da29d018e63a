import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../../../../../scripts/services/start-service.ts';
import { type Exported, named, runExported } from '../../fixtures/run-exported.ts';
import type { TracedProgram } from '../../fixtures/run-traced.ts';
import { describeTrees, readNotes } from '../messaging/fixtures/describe-tree.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
const LIMIT_MS = 60_000;

let redis: Service;
beforeAll(async () => {
  redis = await startService('redis');
}, LIMIT_MS);
afterAll(() => redis.stop());

/** Runs a program with nothing but this instrumentation. */
function run({ environment, ...program }: TracedProgram): Promise<Exported> {
  const common = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'bullmq', REDIS_URL: redis.url };
  return runExported({ ...program, environment: { ...common, ...environment } });
}

/** A program around `body`, with a queue of its own. */
function source(body: string, setup = ''): string {
  return `
    import { randomUUID } from 'node:crypto';
    import { bootstrapTelemetry, currentTraceId, flushTelemetry, setAttribute, getBaggage, withBaggage, withSpan } from '@throughline/node';
    ${setup}
    const { Job, Queue, QueueEvents, Worker, FlowProducer } = await import('bullmq');
    const { port } = new URL(process.env.REDIS_URL);
    const connection = { host: '127.0.0.1', port: Number(port) };
    const name = process.env.QUEUE ?? randomUUID();
    const queue = new Queue(name, { connection });
    queue.on('error', () => {});
    ${body}`;
}

const TREES = [
  'starter',
  'api single',
  '  publish jobs producer',
  '    process jobs consumer completed',
  '      work single',
  'api unknown',
  '  publish jobs producer',
  'process jobs consumer completed',
  '  work unknown',
  'api flaky',
  '  publish jobs producer',
  '    process jobs consumer retried ERROR',
  '    process jobs consumer completed',
  '      work flaky',
  'api failing',
  '  publish jobs producer',
  '    process jobs consumer failed ERROR',
  'api delayed',
  '  publish jobs producer',
  '    process jobs consumer completed',
  '      work delayed',
  'api bulk',
  '  publish jobs producer',
  '    process jobs consumer completed',
  '      work b1',
  '    process jobs consumer completed',
  '      work b2',
  '    process jobs consumer completed',
  '      work b3',
  'api flow',
  '  publish parents producer',
  '    process jobs consumer completed',
  '      work c1',
  '    process jobs consumer completed',
  '      work c2',
  '    process parents consumer completed',
  'api scheduled',
  '  publish jobs producer',
  'process jobs consumer completed ~ publish jobs',
  '  work tick',
  'process jobs consumer completed ~ publish jobs',
  '  work tick',
  'api postponed',
  '  publish jobs producer',
  '    process jobs consumer delayed',
  '    process jobs consumer completed',
  '      work postponed',
  'api foreign',
  ...Array(4).fill('  publish jobs producer'),
  ...Array.from({ length: 4 }, () => ['process jobs consumer completed', '  work foreign']).flat(),
];

describe.each(['app.cjs', 'app.mjs'])('%s', (name) => {
  let on: Exported;
  let off: Exported;
  beforeAll(async () => {
    on = await run({ file: fixture(name) });
    off = await run({ file: fixture(name), environment: { OTEL_SDK_DISABLED: 'true' } });
  }, LIMIT_MS);

  const processed = (job: string) =>
    named(on.spans, 'process jobs').filter(({ attributes }) => attributes['bullmq.job.name'] === job);

  test('the application sees no difference', () => {
    expect(on.stderr).toBe('');
    expect(readNotes(on.stdout)).toEqual(readNotes(off.stdout));
    expect(readNotes(on.stdout)).toContain('failed flaky first time 1');
    expect(off.spans).toEqual([]);
  });

  test('the trees of all jobs', () => expect(describeTrees(on.spans)).toEqual(TREES));

  test('attributes of who adds', () => {
    const [single] = named(on.spans, 'publish jobs');
    expect(single.scope).toBe('@throughline/node/bullmq');
    expect(single.attributes).toEqual({
      'messaging.system.name': 'bullmq',
      'messaging.operation.name': 'publish',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'jobs',
      'messaging.message.id': expect.any(String),
      'bullmq.job.name': 'single',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(redis.url).port),
    });
    const counts = on.spans.map(({ attributes }) => attributes['messaging.batch.message_count']);
    expect(counts.filter((count) => count !== undefined)).toEqual([3, 3]);
  });

  test('attributes of who processes', () => {
    const [single] = processed('single');
    expect(single.attributes).toEqual({
      'messaging.system.name': 'bullmq',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'jobs',
      'messaging.message.id': named(on.spans, 'publish jobs')[0].attributes['messaging.message.id'],
      'messaging.message.disposition': 'completed',
      'bullmq.job.name': 'single',
      'bullmq.job.attempt': 1,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(redis.url).port),
    });
    expect(processed('flaky').map(({ attributes }) => attributes['bullmq.job.attempt'])).toEqual([1, 2]);
    expect(processed('tick')[0].attributes['bullmq.job.scheduler.id']).toBe('every-day');
  });

  test('an attempt that fails says why', () => {
    const [flaky] = processed('flaky');
    expect(flaky.attributes['error.type']).toBe('RangeError');
    expect(flaky.status).toEqual({ code: 2, message: 'first time' });
    expect(flaky.events[0]).toMatchObject({ name: 'exception', attributes: { 'exception.type': 'RangeError' } });
  });

  test('context in other forms, and none', () => {
    const foreign = '0af7651916cd43dd8448eb211c80319c';
    expect(processed('foreign').map(({ traceId }) => traceId === foreign)).toEqual([true, true, false, false]);
  });

  test('baggage goes along', () => {
    const work = on.spans.filter(({ attributes }) => attributes.customer !== undefined);
    expect(work.map(({ name: span, attributes }) => [span, attributes.customer])).toEqual([['work single', 'c-1']]);
  });

  test('what jobs carry is nowhere', () => expect(inspect(on.spans, { depth: Infinity })).not.toContain('s3cret'));
});

describe('links in the place of parents', () => {
  const body = `
    const events = new QueueEvents(name, { connection });
    const worker = new Worker(name, () => setAttribute('customer', getBaggage().customer), { connection });
    await events.waitUntilReady();
    await withSpan('api', () => withBaggage({ customer: 'c-1' }, async () => (await queue.add('a', {})).waitUntilFinished(events)));
    await worker.close(); await queue.close(); await events.close();`;
  const check = (name: string, pattern: string, expected: readonly string[]): void => {
    test(name, { timeout: LIMIT_MS }, async () => {
      const environment = { OTEL_NODE_MESSAGING_LINKED_DESTINATIONS: pattern, QUEUE: 'reports' };
      const { spans, stderr } = await run({ source: source(body), environment });
      expect(stderr).toBe('');
      expect(describeTrees(spans)).toEqual(expected);
      expect(named(spans, 'process reports')[0].attributes.customer).toBe('c-1');
    });
  };
  const linked = ['api', '  publish reports producer', 'process reports consumer completed ~ publish reports'];
  const child = ['api', '  publish reports producer', '    process reports consumer completed'];
  check('by name', 'audit,reports', linked);
  check('by pattern', 'rep*', linked);
  check('of other queues', 'report,reports2', child);
});

describe('somebody else traces', () => {
  const telemetry = `
    const calls = [];
    const telemetry = {
      tracer: { startSpan: (name) => { calls.push(name); return { setSpanOnContext: (c) => c, setAttribute() {}, setAttributes() {}, addEvent() {}, recordException() {}, end() {} }; } },
      contextManager: { with: (context, fn) => fn(), active: () => ({}), getMetadata: () => '{"mine":"1"}', fromMetadata: () => ({}) },
    };`;
  test('an object with telemetry of its own is left alone', { timeout: LIMIT_MS }, async () => {
    const body = `
      ${telemetry}
      const own = new Queue(name, { connection, telemetry });
      const job = await withSpan('api', () => own.add('a', {}));
      const flows = new FlowProducer({ connection, telemetry });
      await flows.add({ name: 'f', queueName: name });
      const done = new Promise((resolve) => {
        const worker = new Worker(name, () => {}, { connection, telemetry });
        worker.on('drained', () => resolve(worker));
      });
      await (await done).close(); await own.close(); await queue.close(); await flows.close();
      console.log(JSON.stringify([job.opts.telemetry, calls.includes('process ' + name)]));`;
    const { spans, stdout } = await run({ source: source(body) });
    expect(JSON.parse(stdout)).toEqual([{ metadata: '{"mine":"1"}' }, true]);
    expect(describeTrees(spans)).toEqual(['api']);
  });
});

test('the context is where BullMQ itself keeps it', { timeout: LIMIT_MS }, async () => {
  const body = `
    await withSpan('api', async () => {
      const job = await queue.add('a', {});
      const stored = await (await queue.getBackend().client).hget(queue.toKey(job.id), 'opts');
      console.log(JSON.stringify([JSON.parse(JSON.parse(stored).tm), currentTraceId()]));
    });
    await queue.close();`;
  const { stdout, stderr } = await run({ source: source(body) });
  expect(stderr).toBe('');
  const [carrier, traceId] = JSON.parse(stdout) as [Record<string, string>, string];
  expect(carrier).toEqual({ traceparent: expect.stringMatching(`^00-${traceId}-[0-9a-f]{16}-03$`) });
});

test('a processor in a process or thread of its own is in the trace', { timeout: LIMIT_MS }, async () => {
  const { stdout, stderr } = await run({ file: fixture('sandboxed.mjs') });
  expect(stderr).toBe('');
  expect(stdout).toBe('sandboxed-false true\nsandboxed-true true\n');
});

describe('trouble', () => {
  test('a job that Redis does not take', { timeout: LIMIT_MS }, async () => {
    const body = `
      const nowhere = new Queue(name, { connection: { host: '127.0.0.1', port: 1, maxRetriesPerRequest: 0, retryStrategy: () => null, enableOfflineQueue: false } });
      nowhere.on('error', () => {});
      await withSpan('api', () => nowhere.add('a', {}).catch((error) => console.log(error.constructor.name)));
      await queue.close(); process.exit();`;
    const { spans, stdout } = await run({ source: source(body) });
    const [publish] = spans;
    expect(describeTrees(spans)).toEqual([
      'api',
      '  publish ' + String(publish.attributes['messaging.destination.name']) + ' producer ERROR',
    ]);
    expect(stdout).not.toBe('');
    expect(publish.attributes['error.type']).toEqual(expect.any(String));
  });

  test('jobs that BullMQ refuses', { timeout: LIMIT_MS }, async () => {
    const body = `
      const flows = new FlowProducer({ connection });
      const attempts = [
        () => queue.add('a', {}, { jobId: '0' }), () => queue.addBulk(undefined), () => queue.addBulk([null]),
        () => flows.add(undefined), () => flows.add({ name: 'a', queueName: 'b', children: [null] }), () => queue.add(undefined, {}, null),
      ];
      for (const attempt of attempts) {
        try { const result = await attempt(); console.log('fine', typeof result); } catch (error) { console.log(error.constructor.name, error.message); }
      }
      await flows.add({ name: 'a', queueName: name, children: null });
      await queue.close(); await flows.close();`;
    const on = await run({ source: source(body) });
    const off = await run({ source: source(body), environment: { OTEL_SDK_DISABLED: 'true' } });
    expect(on.stdout).toBe(off.stdout);
    expect(on.stderr).toBe('');
  });

  test('a rejection that nobody handles still is one', { timeout: LIMIT_MS }, async () => {
    const body = `
      process.on('unhandledRejection', async (error) => { console.log(error.message); await queue.close(); });
      queue.add('a', {}, { jobId: '0' });`;
    const { stdout } = await run({ source: source(body) });
    expect(stdout).toContain("JobId cannot be '0'");
  });

  test('Redis goes and comes back while a job runs', { timeout: LIMIT_MS }, async () => {
    const own = await startService('redis', { own: true });
    const body = `
      const events = new QueueEvents(name, { connection });
      events.on('error', () => {});
      let resume;
      const gone = new Promise((resolve) => { resume = resolve; });
      const worker = new Worker(name, async () => { console.log('working'); await gone; return 'done'; }, { connection, runRetryDelay: 100 });
      worker.on('error', () => {});
      const completed = new Promise((resolve) => worker.on('completed', (job, result) => resolve(result)));
      await withSpan('api', () => queue.add('a', {}));
      process.stdin.once('data', () => resume());
      console.log(await completed);
      await worker.close();
      process.exit();`;
    let pending = '';
    const { spans, stdout, code } = await run({
      source: source(body),
      environment: { REDIS_URL: own.url, QUEUE: 'jobs' },
      onOutput: (child, text) => {
        pending += text;
        if (pending !== 'working\n') return;
        void own.kill().then(() => {
          child.stdin?.write('go\n');
          return own.restart();
        });
      },
    });
    await own.stop();
    expect([code, stdout]).toEqual([0, 'working\ndone\n']);
    expect(describeTrees(spans)).toEqual(['api', '  publish jobs producer', '    process jobs consumer completed']);
  });

  test('a worker that is killed, and the one that takes its job over', { timeout: LIMIT_MS }, async () => {
    const options = '{ connection, lockDuration: 500, stalledInterval: 300 }';
    const environment = { QUEUE: `stalled-${process.pid}` };
    const first = `
      await withSpan('api', () => queue.add('a', {}));
      await flushTelemetry();
      new Worker(name, () => { process.kill(process.pid, 'SIGKILL'); }, ${options});`;
    const second = `
      const worker = new Worker(name, () => 'done', ${options});
      await new Promise((resolve) => worker.on('completed', resolve));
      await worker.close(); await queue.close();`;
    const killed = await run({ source: source(first), environment });
    expect(killed.signal).toBe('SIGKILL');
    const { spans, stderr } = await run({ source: source(second), environment });
    expect(stderr).toBe('');
    expect(spans.map(({ attributes }) => attributes['bullmq.job.stalled.count'])).toEqual([1]);
    const publish = killed.spans.find(({ kind }) => kind === 'PRODUCER');
    expect(spans[0]).toMatchObject({ traceId: publish?.traceId, parentSpanId: publish?.spanId });
  });
});

describe('switched off', () => {
  const body = `
    const texts = [Queue.prototype.add, Worker.prototype.processJob, Worker.prototype.run, FlowProducer.prototype.add, Job.prototype.moveToFailed].map(String);
    console.log(texts.some((text) => text.includes('hasSubscribers') || text.includes('operation')));
    await queue.close();`;
  const check = (name: string, environment: Record<string, string>, expected: boolean): void => {
    test(name, { timeout: LIMIT_MS }, async () => {
      const { stdout } = await run({ source: source(body), environment });
      expect(stdout).toBe(`${expected}\n`);
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'bullmq' }, false);
  check('as a whole', { OTEL_SDK_DISABLED: 'true' }, false);
  check('not at all', {}, true);
});
