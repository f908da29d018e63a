import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream } from '@nats-io/jetstream';
import { connect, headers as createHeaders } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../scripts/services/start-service.ts';
import { ObservedOsapi } from './src/fixtures/observed-osapi.ts';

const SLOW = { timeout: 240_000 };
const POLL = { timeout: 100_000, interval: 200 };
const CREATE = ['client', 'job', 'create', '--operation'];

const ASKED = ['osapi-cli osapi client job create', '  osapi-cli POST', '    osapi-api POST /job'];
const SUBMITTED = [...ASKED, '      osapi-api put osapi-jobs', '      osapi-api publish jobs.hostname'];
const PROCESSED = [
  'osapi-worker process OSAPI_JOBS',
  '  osapi-worker osapi.job.process',
  '    osapi-worker osapi.provider.execute',
  '    osapi-worker osapi.result.write',
  '      osapi-worker put osapi-jobs',
];
const indent = (lines: readonly string[], depth: number): string[] => lines.map((line) => '  '.repeat(depth) + line);

/** Publishes what is not from the API. */
async function publish(system: ObservedOsapi, content: string, traceparent?: string): Promise<void> {
  const connection = await connect({ servers: system.osapi.natsUrl });
  const headers = createHeaders();
  if (traceparent !== undefined) headers.set('traceparent', traceparent);
  await jetstream(connection).publish('jobs.hostname', content, { headers });
  await connection.close();
}

describe('traced', () => {
  let system: ObservedOsapi;
  beforeAll(async () => {
    system = await ObservedOsapi.start();
  }, SLOW.timeout);
  afterAll(() => system.stop(), SLOW.timeout);

  const expectTree = async (traceId: unknown, expected: readonly string[]): Promise<void> => {
    await expect.poll(() => system.describeTree(traceId), POLL).toEqual(expected);
  };
  const submit = async (operation: string, ...more: string[]) => system.ask(...CREATE, operation, ...more);
  const waitFor = async (id: unknown) => {
    await expect.poll(async () => (await system.fetchJob(id)).status, POLL).not.toBe('submitted');
    return system.fetchJob(id);
  };

  test('one trace from the command line to the worker', SLOW, async () => {
    const { job_id: id, trace_id: traceId, status } = await submit('hostname');
    expect([status, traceId]).toEqual(['submitted', expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(await waitFor(id)).toMatchObject({
      status: 'completed',
      trace_id: traceId,
      result: { hostname: hostname() },
    });
    await expectTree(traceId, [...SUBMITTED, ...indent(PROCESSED, 4)]);
    const spans = (await system.findTrace(traceId))?.spans ?? [];
    expect(spans.filter(({ issues }) => issues.length > 0)).toEqual([]);
    const processing = spans.find(({ name }) => name === 'osapi.job.process');
    expect(processing?.attributes).toMatchObject({ 'job.id': id, 'job.operation': 'hostname' });
  });

  test('and back, where the command waits', SLOW, async () => {
    const answer = await submit('load', '--wait');
    expect(answer).toMatchObject({ status: 'completed', result: { cpus: expect.any(Number) } });
    const names = async () => (await system.describeTree(answer.trace_id)).map((line) => line.trim());
    await expect.poll(names, POLL).toContain('osapi-api GET /job/:id');
    expect(await names()).toContain('osapi-worker osapi.provider.execute');
  });

  describe('providers', () => {
    const check = (operation: string, target: string, result: unknown): void => {
      test(operation, SLOW, async () => {
        const answer = await submit(operation, '--target', target, '--wait');
        expect(answer).toMatchObject({ status: 'completed', error: null, result });
      });
    };
    check('disk', '/', { path: '/', total_bytes: expect.any(Number), used_percent: expect.any(Number) });
    check('dns', 'localhost', {
      name: 'localhost',
      addresses: expect.arrayContaining([expect.stringMatching(/^127|^::1/)]),
    });
    check('ping', '127.0.0.1', { address: '127.0.0.1', sent: 2, received: 2, average_ms: expect.any(Number) });
  });

  test('a provider that fails: the answer and the span say why', SLOW, async () => {
    const answer = await submit('dns', '--target', 'no-such-host.invalid', '--wait');
    expect(answer).toMatchObject({
      status: 'failed',
      result: null,
      error: expect.stringContaining('no-such-host.invalid'),
    });
    const failed = async () => {
      const spans = (await system.findTrace(answer.trace_id))?.spans ?? [];
      return spans.filter(({ status }) => status === 'error').map(({ name, service }) => `${service} ${name}`);
    };
    await expect.poll(failed, POLL).toEqual(['osapi-worker osapi.provider.execute']);
  });

  test('commands that are refused end with an exit code, and their trace with an error', SLOW, async () => {
    const { code, stdout, stderr } = await system.run(...CREATE, 'nonsense');
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringContaining('operation: need one of hostname')]);
    await expect
      .poll(async () => (await system.findTraces('serviceName=osapi-cli AND status=error')).length, POLL)
      .toBeGreaterThan(0);
    expect((await system.run('client', 'job', 'get', '--job-id', 'none')).stderr).toBe('osapi: no such job\n');
    expect((await system.run(...CREATE, 'ping')).stderr).toBe('osapi: target: ping needs one\n');
    expect(await system.ask(...CREATE, 'ping', '--target=-f', '--wait')).toMatchObject({ status: 'failed' });
  });

  test('--debug prints the trace and the log lines', SLOW, async () => {
    const { stdout, stderr } = await system.run(...CREATE, 'hostname', '--debug');
    const traceId = /"trace_id": "([0-9a-f]{32})"/.exec(stdout)?.[1] ?? 'none';
    expect(stdout).toContain('osapi client job create');
    expect(stdout).toMatch(/POST/);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { trace_id: string; msg: string });
    expect(lines.map((line) => [line.trace_id, line.msg])).toEqual([
      [traceId, 'asking the API: POST'],
      [traceId, 'the API has answered'],
    ]);
  });

  test('grep by trace id tells the story over all logs', SLOW, async () => {
    const { job_id: id, trace_id: traceId } = await submit('hostname');
    await waitFor(id);
    const lines = (): string[] => system.logLines().filter((line) => line.includes(String(traceId)));
    const story = () => lines().map((line) => JSON.parse(line) as { name: string; msg: string });
    await expect
      .poll(() => story().map(({ name, msg }) => `${name} ${msg}`), POLL)
      .toEqual(['osapi-api job submitted', 'osapi-worker job started', 'osapi-worker job completed']);
  });

  test('the id of a request is that of its trace', async () => {
    const answer = await fetch(`${system.osapi.apiUrl}/health`, {
      headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    });
    expect(answer.headers.get('x-request-id')).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  describe('jobs of publishers that know no tracing begin a trace', () => {
    const check = (name: string, traceparent: string | undefined): void => {
      test(name, SLOW, async () => {
        const id = randomUUID();
        await publish(system, JSON.stringify({ job_id: id, operation: 'hostname' }), traceparent);
        const { trace_id: traceId, status } = await waitFor(id);
        expect(status).toBe('completed');
        await expectTree(traceId, PROCESSED);
      });
    };
    check('without a header', undefined);
    check('with one that cannot be read', 'nonsense');

    test('what is no job is put aside', SLOW, async () => {
      await publish(system, 'nonsense');
      await expect.poll(() => system.logLines().join('\n'), POLL).toContain('a message that is no job was put aside');
      expect((await submit('hostname', '--wait')).status).toBe('completed');
    });
  });
});

test('an endpoint as the document has it, for OTLP over gRPC', SLOW, async () => {
  const system = await ObservedOsapi.start({ sends: 'grpc' });
  try {
    expect(readFileSync(system.osapi.configuration, 'utf8')).toMatch(/otlp_endpoint: (?:localhost|127\.0\.0\.1):\d+\n/);
    const { trace_id: traceId } = await system.ask(...CREATE, 'hostname');
    await expect.poll(() => system.describeTree(traceId), POLL).toEqual([...SUBMITTED, ...indent(PROCESSED, 4)]);
  } finally {
    await system.stop();
  }
});

test('NATS is killed and comes back while a job runs: it is done, and the trace is whole', SLOW, async () => {
  const nats = await startService('nats', { own: true });
  const system = await ObservedOsapi.start({ nats, ackWaitMs: 4000 });
  try {
    const { job_id: id, trace_id: traceId } = await system.ask(...CREATE, 'ping', '--target', '127.0.0.1');
    await expect.poll(() => system.logLines().join('\n'), POLL).toContain('job started');
    await nats.kill();
    await nats.restart();
    const status = async () => (await system.fetchJob(id).catch(() => ({ status: 'unreachable' }))).status;
    await expect.poll(status, POLL).toBe('completed');
    const written = async () =>
      (await system.describeTree(traceId)).some((line) => line.includes('osapi.result.write'));
    await expect.poll(written, POLL).toBe(true);
    const spans = (await system.findTrace(traceId))?.spans ?? [];
    expect(spans.filter(({ depth }) => depth === 0)).toHaveLength(1);
    expect((await system.ask(...CREATE, 'hostname', '--wait')).status).toBe('completed');
  } finally {
    await system.stop();
    await nats.stop();
  }
});

/** Where the machine is slow, a job may be done before the worker is dead: then with another one. */
async function killInMidJob(system: ObservedOsapi): Promise<Record<string, unknown>> {
  for (;;) {
    const { worker } = system.osapi;
    const job = await system.ask(...CREATE, 'ping', '--target', '127.0.0.1');
    const isStarted = () =>
      system.logLines().some((line) => line.includes('job started') && line.includes(String(job.trace_id)));
    await expect.poll(isStarted, POLL).toBe(true);
    worker().child.kill('SIGKILL');
    if ((await system.fetchJob(job.job_id)).status === 'submitted') return job;
    await system.osapi.startWorker();
  }
}

test('a worker is killed in the middle of a job: another does it, in the same trace', SLOW, async () => {
  const system = await ObservedOsapi.start({ ackWaitMs: 3000 });
  try {
    const { job_id: id, trace_id: traceId } = await killInMidJob(system);
    await system.osapi.startWorker();
    await expect.poll(async () => (await system.fetchJob(id)).status, POLL).toBe('completed');
    expect((await system.fetchJob(id)).trace_id).toBe(traceId);
    // Queues of this kind deliver at least once.
    const processed = async () =>
      (await system.describeTree(traceId)).some((line) => line.includes('osapi.provider.execute'));
    await expect.poll(processed, POLL).toBe(true);
  } finally {
    await system.stop();
  }
});

test('not traced: the same answers, nothing sent, nothing of the runtime loaded', SLOW, async () => {
  const modules = join(mkdtempSync(join(tmpdir(), 'osapi-modules-')), 'modules.txt');
  const preload = new URL('src/fixtures/list-modules.mjs', import.meta.url).href;
  const variables = { NODE_OPTIONS: `--import=${preload}`, OSAPI_MODULES: modules };
  const system = await ObservedOsapi.start({ sends: 'nothing', variables });
  const answer = await system.ask(...CREATE, 'hostname', '--wait');
  expect(answer).toMatchObject({ status: 'completed', trace_id: null, result: { hostname: hostname() } });
  expect(await system.findTraces('serviceName=osapi-*')).toEqual([]);
  expect(system.logLines().join('\n')).not.toContain('trace_id');
  await system.stop();
  const loaded = readFileSync(modules, 'utf8').split('\n');
  expect(loaded.some((url) => url.endsWith('/osapi/src/worker/worker.ts'))).toBe(true);
  expect(loaded.filter((url) => /@opentelemetry|packages\/wire\/|\/(?:start|runtime|tracer)\.ts$/.test(url))).toEqual(
    [],
  );
});
