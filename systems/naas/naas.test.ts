import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startService } from '../../scripts/services/start-service.ts';
import { ObservedNaas } from './src/fixtures/observed-naas.ts';
import { type Accepted, NaasClient } from './src/deployment/naas-client.ts';

const SLOW = { timeout: 240_000 };
const POLL = { timeout: 100_000, interval: 200 };

const EXECUTED = ['  naas-worker naas.worker.execute', '    naas-worker naas.netmiko.connect'];
const COMMANDS = ['naas-api POST /v1/send_command', ...EXECUTED];

describe('traced', () => {
  let system: ObservedNaas;
  beforeAll(async () => {
    system = await ObservedNaas.start({ variables: { OTEL_NODE_BAGGAGE_ATTRIBUTES: 'customer_id' } });
  }, SLOW.timeout);
  afterAll(() => system.stop(), SLOW.timeout);

  const expectTree = async (traceId: string | null, expected: readonly string[]): Promise<void> => {
    await expect.poll(() => system.describeTree(traceId ?? ''), POLL).toEqual(expected);
  };
  const ask = (name: string, commands: readonly string[], more: object = {}) =>
    system.client.post('send_command', { devices: [system.device(name)], commands, ...more });

  test('commands: the tree of document S0, its job found by the id in the answer', SLOW, async () => {
    const accepted = await ask('core-1', ['show version', 'show ip interface brief']);
    expect(accepted).toMatchObject({ status: 202, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(accepted.requestId).toBe(accepted.trace_id);
    const job = await system.client.waitForJob(accepted.job_id);
    expect(job).toMatchObject({ status: 'completed', job_id: accepted.job_id, trace_id: accepted.trace_id });
    expect(job.outputs?.['show version']).toContain('core-1 uptime is');
    expect(job.outputs?.['show ip interface brief']).toMatch(/^Interface +IP-Address[^]*Vlan1 +10\.0\.0\.1/);
    const command = '    naas-worker naas.netmiko.send_command';
    await expectTree(accepted.trace_id, [...COMMANDS, command, command]);
    const trace = await system.findTrace(accepted.trace_id ?? '');
    expect(trace?.spans[1].attributes).toMatchObject({
      'naas.job.id': accepted.job_id,
      'naas.operation': 'send_command',
      'naas.device.port': system.naas.ports['core-1'],
      'naas.commands.count': 2,
    });
    expect(trace?.spans[4].attributes).toMatchObject({ 'naas.command': 'show ip interface brief' });
  });

  test('configuration: one span for the set', SLOW, async () => {
    const commands = ['interface GigabitEthernet0/2', 'description uplink', 'shutdown'];
    const body = { devices: [system.device('edge-1')], commands, save: true };
    const { job_id: id, trace_id: traceId } = await system.client.post('send_config', body);
    expect((await system.client.waitForJob(id)).outputs?.configuration).toContain('[OK]');
    const send = '    naas-worker naas.netmiko.send_config';
    await expectTree(traceId, ['naas-api POST /v1/send_config', ...EXECUTED, send]);
    const shown = await ask('edge-1', ['show running-config']);
    const { outputs } = await system.client.waitForJob(shown.job_id);
    expect(outputs?.['show running-config']).toMatch(
      /GigabitEthernet0\/2\n description uplink\n no ip address\n shutdown/,
    );
  });

  test('a device that fails once: both attempts', SLOW, async () => {
    const { job_id: id, trace_id: traceId } = await ask('flaky-1', ['show clock']);
    expect(await system.client.waitForJob(id)).toMatchObject({ status: 'completed', attempts: 2 });
    await expectTree(traceId, [
      'naas-api POST /v1/send_command',
      '  naas-worker naas.worker.execute ERROR',
      '    naas-worker naas.netmiko.connect ERROR',
      ...EXECUTED,
      '    naas-worker naas.netmiko.send_command',
    ]);
  });

  test('a device that always fails: every attempt, and why', SLOW, async () => {
    const { job_id: id, trace_id: traceId } = await ask('broken-1', ['show ip interface brief'], { attempts: 2 });
    const job = await system.client.waitForJob(id);
    expect(job).toMatchObject({ status: 'failed', attempts: 2, error: 'the device closed the connection' });
    const attempt = [
      '  naas-worker naas.worker.execute ERROR',
      '    naas-worker naas.netmiko.connect',
      '    naas-worker naas.netmiko.send_command ERROR',
    ];
    await expectTree(traceId, ['naas-api POST /v1/send_command', ...attempt, ...attempt]);
    const spans = (await system.findTrace(traceId ?? ''))?.spans ?? [];
    expect(spans[3].statusMessage).toBe('the device closed the connection');
    const dispositions = spans.map(({ attributes }) => attributes['messaging.message.disposition']);
    expect(dispositions.filter((one) => one !== undefined)).toEqual(['retried', 'failed']);
  });

  test('a wrong password and a refused line: one attempt, since another would do no better', SLOW, async () => {
    const wrong = new NaasClient(system.naas.apiUrl, { username: 'netops', password: 'wr0ng-password' });
    const login = await wrong.post('send_command', { devices: [system.device('core-1')], commands: ['show clock'] });
    expect(await wrong.waitForJob(login.job_id)).toMatchObject({ status: 'failed', attempts: 1 });
    await expectTree(login.trace_id, [
      'naas-api POST /v1/send_command',
      '  naas-worker naas.worker.execute ERROR',
      '    naas-worker naas.netmiko.connect ERROR',
    ]);
    const body = { devices: [system.device('core-1')], commands: ['username joe password s3cret-line', 'nonsense'] };
    const config = await system.client.post('send_config', body);
    const { error } = await system.client.waitForJob(config.job_id);
    expect(error).toBe('REFUSED: line 2 of 2 was refused');
  });

  test('a delayed job is part of its request', SLOW, async () => {
    const { job_id: id, trace_id: traceId } = await ask('core-1', ['show clock'], { delay_ms: 700 });
    expect((await system.client.fetchJob(id)).status).toBe('delayed');
    await system.client.waitForJob(id);
    await expectTree(traceId, [...COMMANDS, '    naas-worker naas.netmiko.send_command']);
    const spans = (await system.findTrace(traceId ?? ''))?.spans ?? [];
    expect(spans[1].offsetNs).toBeGreaterThan(600e6);
  });

  test('a repeated job is a trace each time, linked with the request', SLOW, async () => {
    const { trace_id: traceId, jobs } = await ask('edge-1', ['show clock'], { repeat: { every_ms: 300, times: 2 } });
    expect(jobs).toHaveLength(1);
    const runs = async () => {
      const query = `name=naas.worker.execute AND naas.device.port=${system.naas.ports['edge-1']}`;
      const traces = await Promise.all((await system.findTraces(query)).map((one) => system.findTrace(one.traceId)));
      return traces.filter((trace) => trace?.spans[0]?.links.some((link) => link.traceId === traceId));
    };
    await expect.poll(async () => (await runs()).length, POLL).toBe(2);
    const [first] = await runs();
    await expectTree(first?.traceId ?? '', [
      'naas-worker naas.worker.execute ~',
      '  naas-worker naas.netmiko.connect',
      '  naas-worker naas.netmiko.send_command',
    ]);
    await expectTree(traceId, ['naas-api POST /v1/send_command']);
  });

  test('a batch: a job for each device, all of them part of the request', SLOW, async () => {
    const devices = ['core-1', 'edge-1', 'slow-1'].map((name) => system.device(name));
    const { jobs, trace_id: traceId } = await system.client.post('send_command', { devices, commands: ['show clock'] });
    expect(jobs).toHaveLength(3);
    for (const { job_id: id } of jobs) await system.client.waitForJob(id);
    const one = [...EXECUTED, '    naas-worker naas.netmiko.send_command'];
    await expectTree(traceId, ['naas-api POST /v1/send_command', ...one, ...one, ...one]);
  });

  describe('context that comes with a request', () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const check = (name: string, traceparent: string, continued: boolean): void => {
      test(name, SLOW, async () => {
        const body = { devices: [system.device('core-1')], commands: ['show clock'] };
        const headers = { traceparent, baggage: 'customer_id=c-7' };
        const accepted = await system.client.post('send_command', body, headers);
        expect(accepted.status).toBe(202);
        expect(accepted.trace_id === traceId).toBe(continued);
        await expect.poll(async () => (await system.findTrace(accepted.trace_id ?? ''))?.spanCount, POLL).toBe(4);
        const spans = (await system.findTrace(accepted.trace_id ?? ''))?.spans ?? [];
        expect(spans.map(({ attributes }) => attributes['baggage.customer_id'])).toEqual(Array(4).fill('c-7'));
      });
    };
    check('is continued', `00-${traceId}-b7ad6b7169203331-01`, true);
    check('is replaced where it cannot be read', '00-nonsense-01', false);
  });

  test('logs tell the story by trace id, without a backend', SLOW, async () => {
    const { job_id: id, trace_id: traceId } = await ask('core-1', ['show clock']);
    await system.client.waitForJob(id);
    const told = (): string[] =>
      system
        .logLines()
        .filter((line) => line.includes(traceId ?? ''))
        .map((line) => JSON.parse(line) as { name: string; msg: string; trace_id: string; span_id: string })
        .map(({ name, msg }) => `${name} ${msg}`);
    await expect
      .poll(() => told().toSorted(), POLL)
      .toEqual(['naas-api accepted', 'naas-worker job finished', 'naas-worker job started']);
  });

  test('requests that are refused', async () => {
    const noLogin = await fetch(`${system.naas.apiUrl}/v1/send_command`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ devices: [{ host: 'core-1' }], commands: ['show clock'] }),
    });
    expect(noLogin.status).toBe(401);
    expect((await system.client.post('send_command', { devices: [], commands: ['x'] })).status).toBe(400);
    expect(await system.client.fetchJob('none')).toMatchObject({ job_id: 'none', error: 'no such job' });
  });

  test('credentials are in no span and no log line', SLOW, async () => {
    const { username, password } = system.naas.login;
    const traces = await system.findTraces('serviceName=naas-worker');
    const texts = await Promise.all(traces.map(async ({ traceId }) => JSON.stringify(await system.findTrace(traceId))));
    const all = [...texts, ...system.logLines()].join('\n');
    expect(traces.length).toBeGreaterThan(5);
    const secrets = [password, 'wr0ng-password', 's3cret-line', btoa(`${username}:${password}`), username];
    expect(secrets.filter((secret) => all.includes(secret))).toEqual([]);
  });
});

test('a hundred jobs: every span is there, and no other', SLOW, async () => {
  const system = await ObservedNaas.start();
  try {
    const devices = Array.from({ length: 20 }, () => system.device('core-1'));
    const posts = Array.from({ length: 5 }, () =>
      system.client.post('send_command', { devices, commands: ['show clock'] }),
    );
    const accepted = await Promise.all(posts);
    for (const { jobs } of accepted) for (const { job_id: id } of jobs) await system.client.waitForJob(id);
    for (const { trace_id: traceId } of accepted) {
      await expect.poll(async () => (await system.findTrace(traceId ?? ''))?.spanCount, POLL).toBe(1 + 20 * 3);
      const spans = (await system.findTrace(traceId ?? ''))?.spans ?? [];
      expect(spans.filter(({ issues, status }) => issues.length > 0 || status === 'error')).toEqual([]);
    }
  } finally {
    await system.stop();
  }
});

test('where jobs are gathered: traces of their own, linked', SLOW, async () => {
  const system = await ObservedNaas.start({ variables: { NAAS_AUDIT: 'true' } });
  try {
    const body = { devices: [system.device('core-1')], commands: ['show clock'] };
    const { job_id: id, trace_id: traceId } = await system.client.post('send_command', body, {});
    await system.client.waitForJob(id);
    const expected = [...COMMANDS, '    naas-worker naas.netmiko.send_command', '    naas-worker publish naas-audit'];
    await expect.poll(() => system.describeTree(traceId ?? ''), POLL).toEqual(expected);
    await expect.poll(async () => (await system.findTraces('name="process naas-audit"')).length, POLL).toBe(1);
    const [audit] = await system.findTraces('name="process naas-audit"');
    expect(audit.traceId).not.toBe(traceId);
    const spans = (await system.findTrace(audit.traceId))?.spans ?? [];
    expect(spans[0].links.map((link) => link.traceId)).toEqual([traceId]);
  } finally {
    await system.stop();
  }
});

test('Redis is killed and comes back while jobs run: they are done, in their traces', SLOW, async () => {
  const redis = await startService('redis', { own: true });
  const system = await ObservedNaas.start({ redis });
  try {
    const devices = Array.from({ length: 6 }, () => system.device('slow-1'));
    const body = { devices, commands: ['show version', 'show clock'] };
    const { jobs, trace_id: traceId } = await system.client.post('send_command', body);
    await redis.kill();
    await redis.restart();
    for (const { job_id: id } of jobs) {
      expect(await system.client.waitForJob(id)).toMatchObject({ status: 'completed', trace_id: traceId });
    }
    const finished = async (): Promise<number> => {
      const spans = (await system.findTrace(traceId ?? ''))?.spans ?? [];
      return spans.filter(({ name, status }) => name === 'naas.worker.execute' && status !== 'error').length;
    };
    await expect.poll(finished, POLL).toBeGreaterThanOrEqual(6);
    const spans = (await system.findTrace(traceId ?? ''))?.spans ?? [];
    expect(spans.filter(({ issues }) => issues.length > 0)).toEqual([]);
    expect(spans.filter(({ depth }) => depth === 0)).toHaveLength(1);
  } finally {
    await system.stop();
    await redis.stop();
  }
});

/** Where the machine is slow, a job may be done before the worker is dead: then with another one. */
async function killInMidJob(system: ObservedNaas): Promise<Accepted> {
  const body = { devices: [system.device('slow-1')], commands: ['show version', 'show clock', 'show version'] };
  for (;;) {
    const job = await system.client.post('send_command', body);
    await expect.poll(async () => (await system.client.fetchJob(job.job_id)).status, POLL).not.toBe('waiting');
    system.naas.worker().child.kill('SIGKILL');
    if ((await system.client.fetchJob(job.job_id)).status === 'active') return job;
    await system.naas.startWorker();
  }
}

test('a worker is killed in the middle of a job: another does it, in the same trace', SLOW, async () => {
  const system = await ObservedNaas.start({ variables: { NAAS_LOCK_MS: '1500' } });
  try {
    const { job_id: id, trace_id: traceId } = await killInMidJob(system);
    await system.naas.startWorker();
    expect(await system.client.waitForJob(id)).toMatchObject({ status: 'completed', trace_id: traceId });
    const executed = async (): Promise<string[]> => {
      const tree = await system.describeTree(traceId ?? '');
      return tree.filter((line) => line.includes('naas.worker.execute'));
    };
    await expect.poll(executed, POLL).toEqual(['  naas-worker naas.worker.execute']);
  } finally {
    await system.stop();
  }
});

test('not traced: the same answers, nothing sent, nothing loaded', SLOW, async () => {
  const modules = join(mkdtempSync(join(tmpdir(), 'naas-modules-')), 'modules.txt');
  const preload = new URL('src/fixtures/list-modules.mjs', import.meta.url).href;
  const variables = { NODE_OPTIONS: `--import=${preload}`, NAAS_MODULES: modules };
  const system = await ObservedNaas.start({ traced: false, variables });
  const body = { devices: [system.device('core-1')], commands: ['show clock'] };
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const accepted = await system.client.post('send_command', body, { traceparent });
  expect(accepted).toMatchObject({ status: 202, trace_id: null });
  const job = await system.client.waitForJob(accepted.job_id);
  expect(job).toMatchObject({ status: 'completed', trace_id: null });
  expect(job.outputs?.['show clock']).toContain('UTC');
  expect(await system.findTraces('serviceName=naas-*')).toEqual([]);
  expect(system.logLines().join('\n')).not.toContain('trace_id');
  await system.stop();
  const loaded = readFileSync(modules, 'utf8').split('\n');
  expect(loaded.some((url) => url.endsWith('/naas/src/worker/worker.ts'))).toBe(true);
  expect(loaded.filter((url) => /opentelemetry|packages\/(?:node|wire)\/|enabled-tracing/.test(url))).toEqual([]);
});
