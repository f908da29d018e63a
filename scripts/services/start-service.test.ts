import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { findMissing, findProgram, installCommand } from './debian-packages.ts';
import { answers, SERVICE_KINDS, type ServiceName } from './service-kinds.ts';
import { type Service, startService } from './start-service.ts';

const SLOW = { timeout: 180_000 };
const running: Service[] = [];

async function start(name: ServiceName): Promise<Service> {
  const service = await startService(name, { own: true });
  running.push(service);
  return service;
}

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map((service) => service.stop()));
}, SLOW.timeout);

const portOf = (url: string): number => Number(new URL(url).port);

/** Sends Redis a line and returns the first line of its answer. */
async function ask(url: string, line: string): Promise<string> {
  const socket = connect(portOf(url), '127.0.0.1');
  socket.write(`${line}\r\n`);
  const [data] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return data.toString().trimEnd();
}

describe.each(['redis', 'nats', 'rabbitmq'] as const)('%s', (name) => {
  test('starts, is killed, comes back at the same address, and stops', SLOW, async () => {
    const service = await start(name);
    const { url, pid } = service;
    const isUp = (): Promise<boolean> => answers(SERVICE_KINDS[name], portOf(url));
    expect(await isUp()).toBe(true);
    await service.kill();
    expect(await isUp()).toBe(false);
    await service.restart();
    expect(await isUp()).toBe(true);
    expect(service.url).toBe(url);
    expect(service.pid).not.toBe(pid);
    await service.stop();
    expect(await isUp()).toBe(false);
    expect(service.pid).toBeUndefined();
  });
});

test('what Redis was told outlives a kill', SLOW, async () => {
  const redis = await start('redis');
  expect(await ask(redis.url, 'SET colour red')).toBe('+OK');
  await redis.kill();
  await redis.restart();
  expect(await ask(redis.url, 'GET colour')).toBe('$3\r\nred');
});

test('two of a kind do not meet', SLOW, async () => {
  const [first, second] = await Promise.all([start('redis'), start('redis')]);
  await ask(first.url, 'SET colour red');
  expect(await ask(second.url, 'GET colour')).toBe('$-1');
});

test('a variable names a server that is used and left alone', async () => {
  vi.stubEnv('NATS_URL', 'nats://elsewhere:4222');
  const service = await startService('nats');
  expect(service.url).toBe('nats://elsewhere:4222');
  await service.stop();
  await expect(service.kill()).rejects.toThrow(
    'cannot kill nats: got the one that NATS_URL names, need one of our own',
  );
});

test('a server ends with whoever started it, however that ends', SLOW, async () => {
  const file = fileURLToPath(new URL('start-service.ts', import.meta.url));
  const source = `
    import { startService } from ${JSON.stringify(file)};
    console.log((await startService('redis', { own: true })).url);
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  const port = portOf(line.toString().trim());
  expect(await answers(SERVICE_KINDS.redis, port)).toBe(true);
  starter.kill('SIGKILL');
  await expect.poll(() => answers(SERVICE_KINDS.redis, port), SLOW).toBe(false);
});

describe('programs', () => {
  test('found and missing', () => {
    expect(findProgram('sh')).toMatch(/\/sh$/);
    expect(findProgram('no-such-program')).toBeUndefined();
    const missing = findMissing([
      { name: 'sh', package: 'dash' },
      { name: 'no-such-program', package: 'nothing' },
    ]);
    expect(missing).toEqual([{ name: 'no-such-program', package: 'nothing' }]);
    expect(installCommand(missing)).toBe('sudo apt-get install nothing');
  });

  test('the command that installs says that all is there', () => {
    const file = fileURLToPath(new URL('install.ts', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
    expect(stdout).toBe(
      'All there: redis-server, nats-server, rabbitmq-server, ipmi_sim, ipmitool, chromium, strace, ping\n',
    );
    expect(status).toBe(0);
  });
});

test('a missing server is named with the command that installs it', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const kind = SERVICE_KINDS.redis as { program: string };
  const { program } = kind;
  kind.program = 'no-such-program';
  try {
    await expect(startService('redis', { own: true })).rejects.toThrow('got no no-such-program on this machine');
  } finally {
    kind.program = program;
  }
});
