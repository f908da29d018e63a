import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../../../../../scripts/services/start-service.ts';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { type Exported, named, runExported } from '../../fixtures/run-exported.ts';
import type { TracedProgram } from '../../fixtures/run-traced.ts';

let redis: Service;
beforeAll(async () => {
  redis = await startService('redis', { own: true });
}, 60_000);
afterAll(() => redis.stop());

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

function run(program: TracedProgram): Promise<Exported> {
  return runExported({ ...program, environment: { REDIS: redis.url, ...program.environment } });
}

/** Keys have the process's id, which is none of the test's business. */
const plain = (value: unknown): string => String(value).replaceAll(/\bt\d+:/g, '');

function describeCommand({ name, attributes, status }: ReceivedSpan): unknown[] {
  const described: unknown[] = [name, plain(attributes['db.query.text'])];
  const hit = attributes['cache.hit'];
  if (hit !== undefined) described.push(hit);
  if (status?.code === 2) described.push(attributes['error.type'], plain(status.message));
  return described;
}

const EXPECTED = [
  ['SET', 'SET a ?'],
  ['GET', 'GET a', true],
  ['GET', 'GET none', false],
  ['HSET', 'HSET h name ?'],
  ['HGET', 'HGET h name', true],
  ['PIPELINE', 'GET a; SET b ?'],
  ['MULTI INCR', 'INCR n; INCR n'],
  ['EVALSHA', 'EVALSHA ? 1 c ?'],
  ['EVALSHA', 'EVALSHA ? 1 c ?'],
  ['XADD', 'XADD s ?'],
  ['XREAD', 'XREAD COUNT 1 STREAMS s 0'],
  ['LPUSH', 'LPUSH a ?', 'ReplyError', 'WRONGTYPE Operation against a key holding the wrong kind of value'],
  ['NO.SUCH', 'NO.SUCH ?', 'ReplyError', 'ERR unknown command ?'],
  ['MULTI', 'GET a; INCR a', 'ReplyError', 'ERR value is not an integer or out of range'],
  ['PIPELINE', 'GET a; INCR a', 'ReplyError', 'ERR value is not an integer or out of range'],
  ['GET', 'GET a', true],
];

const CASES = ['ioredis', 'ioredis-5'].flatMap((library) =>
  ['app.cjs', 'app.mjs'].map((file) => [library, file] as const),
);

describe.each(CASES)('%s in %s', (library, file) => {
  let on: Exported;
  beforeAll(async () => {
    on = await run({ file: fixture(file), environment: { LIBRARY: library } });
  });

  test('each command has a span, each batch one', () => expect(on.spans.map(describeCommand)).toEqual(EXPECTED));

  test('attributes', () => {
    const [set] = on.spans;
    expect(set).toMatchObject({ kind: 'CLIENT', scope: '@throughline/node/ioredis' });
    expect(set.attributes).toEqual({
      'db.system.name': 'redis',
      'db.operation.name': 'SET',
      'db.namespace': '0',
      'db.query.text': expect.stringMatching(/^SET t\d+:a \?$/),
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(redis.url).port),
    });
    const [, , , , , pipeline] = on.spans;
    expect(pipeline.attributes['db.operation.batch.size']).toBe(2);
    expect(named(on.spans, 'LPUSH')[0].attributes['db.response.status_code']).toBe('WRONGTYPE');
  });

  test('values are nowhere', () => expect(inspect(on.spans, { depth: Infinity })).not.toContain('s3cret'));

  test('the program sees no difference', async () => {
    const off = await run({ file: fixture(file), environment: { LIBRARY: library, OTEL_SDK_DISABLED: 'true' } });
    expect(on.stderr).toBe(off.stderr);
    expect(JSON.parse(on.stdout)).toEqual(JSON.parse(off.stdout));
    expect(off.spans).toEqual([]);
  });
});

describe('the trace of the caller', () => {
  const check = (name: string, source: string, expected: readonly (readonly [string, string | undefined])[]): void => {
    test(name, async () => {
      const { spans, stderr } = await run({ source: `${PROLOGUE}${source}` });
      const nameOf = (id: string): string | undefined => spans.find(({ spanId }) => spanId === id)?.name;
      const pairs = spans.map((span) => [span.name, nameOf(span.parentSpanId)]);
      expect(stderr).toBe('');
      expect(pairs.toSorted()).toEqual(expected.toSorted());
    });
  };
  const PROLOGUE = `
    import { currentTraceId, withSpan } from '@throughline/node';
    import Redis from 'ioredis';`;

  check(
    'a command that waits for the connection',
    `const redis = new Redis(process.env.REDIS);
     await withSpan('request', () => redis.get('a'));
     redis.disconnect();`,
    [
      ['GET', 'request'],
      ['request', undefined],
    ],
  );
  check(
    'a lazy connection is opened in a request, and its later messages are not part of it',
    `const redis = new Redis(process.env.REDIS, { lazyConnect: true });
     const publisher = new Redis(process.env.REDIS);
     const heard = new Promise((resolve) => redis.on('message', () => withSpan('message', resolve)));
     await withSpan('request', () => redis.subscribe('news'));
     await publisher.publish('news', 'x');
     await heard;
     redis.disconnect();
     publisher.disconnect();`,
    [
      ['SUBSCRIBE', 'request'],
      ['request', undefined],
      ['PUBLISH', undefined],
      ['message', undefined],
    ],
  );
  check(
    'what is called once a connection is open',
    `const redis = new Redis(process.env.REDIS, { lazyConnect: true });
     await withSpan('request', () => new Promise((resolve) => {
       redis.connect(() => withSpan('callback', resolve));
     }));
     redis.disconnect();`,
    [
      ['callback', 'request'],
      ['request', undefined],
    ],
  );
  check(
    'commands of several callers in one automatic pipeline',
    `const redis = new Redis(process.env.REDIS, { enableAutoPipelining: true });
     await redis.connect().catch(() => {});
     await Promise.all(['first', 'second'].map((name) => withSpan(name, () => redis.get('a'))));
     redis.disconnect();`,
    [
      ['GET', 'first'],
      ['GET', 'second'],
      ['first', undefined],
      ['second', undefined],
    ],
  );
  check(
    'a command that fails because there is no server',
    `const redis = new Redis({ host: '127.0.0.1', port: 1, maxRetriesPerRequest: 0, retryStrategy: () => null });
     redis.on('error', () => {});
     await withSpan('request', () => redis.get('a').catch(() => {}));`,
    [
      ['GET', 'request'],
      ['request', undefined],
    ],
  );
});

describe('BullMQ', () => {
  const source = `
    import { Queue, Worker } from 'bullmq';
    import Redis from 'ioredis';
    const { hostname: host, port } = new URL(process.env.REDIS);
    const connection = { host, port: Number(port) };
    const worker = new Worker('work', async () => {
      const mine = new Redis(process.env.REDIS);
      await mine.set('in a job', '1');
      mine.disconnect();
    }, { connection });
    const done = new Promise((resolve) => worker.on('completed', resolve));
    const queue = new Queue('work', { connection });
    await queue.add('job', {});
    await done;
    const own = new Redis(process.env.REDIS);
    await own.get('mine');
    await Promise.all([queue.close(), worker.close()]);
    own.disconnect();`;
  const environment = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'bullmq' };

  test('its own connections are not seen, those of the application are', async () => {
    const { spans, stderr } = await run({ source, environment });
    expect(stderr).toBe('');
    expect(spans.map(({ name }) => name)).toEqual(['SET', 'GET']);
  });

  test('unless somebody asks for them', async () => {
    const { spans } = await run({ source, environment: { ...environment, OTEL_NODE_REDIS_BULLMQ_SPANS: 'true' } });
    expect(named(spans, 'EVALSHA').length).toBeGreaterThan(2);
  });
});

describe('switched off', () => {
  const source = `
    import Redis from 'ioredis';
    import { channel } from 'node:diagnostics_channel';
    console.log(String(Redis.prototype.sendCommand).startsWith('sendCommand('));
    console.log(channel('tracing:ioredis:command:start').hasSubscribers);`;
  const check = (name: string, environment: Record<string, string>): void => {
    test(name, async () => expect((await run({ source, environment })).stdout).toBe('true\nfalse\n'));
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'ioredis' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});

/** What is seen of a package is its name and its files, and in a bundle neither is there. */
const COPIED = `
    import { createRequire } from 'node:module';
    import { cpSync, mkdtempSync, rmSync } from 'node:fs';
    import { dirname, join } from 'node:path';
    const require = createRequire(join(process.cwd(), 'package.json'));
    const from = dirname(require.resolve('ioredis/package.json'));
    const to = join(mkdtempSync(join(dirname(from), '.cache-bundle-')), 'bundle');
    cpSync(from, to, { recursive: true });
    const Redis = require(join(to, 'built/index.js'));`;

test('in a bundle that hands it over each command has one span', async () => {
  const source = `
    import { instrument } from '@throughline/node';
    ${COPIED}
    console.log(instrument(Redis));
    const redis = new Redis(process.env.REDIS);
    await redis.set('a', 's3cret');
    await redis.get('a');
    redis.disconnect();
    rmSync(dirname(to), { recursive: true });`;
  const { spans, stdout } = await run({ source });
  expect(stdout).toBe('true\n');
  expect(spans.map(({ name }) => name)).toEqual(['SET', 'GET']);
});

test('in a bundle the channels of the library serve', async () => {
  const source = `
    ${COPIED}
    const redis = new Redis(process.env.REDIS);
    await new Promise((resolve) => redis.once('ready', resolve));
    await redis.set('a', 's3cret');
    redis.disconnect();
    rmSync(dirname(to), { recursive: true });`;
  const { spans, stderr } = await run({ source });
  expect(stderr).toBe('');
  expect(spans.map(describeCommand)).toEqual([['SET', 'SET a ?']]);
});

test('Redis killed and back: what waited is done, in its trace', async () => {
  const own = await startService('redis', { own: true });
  const source = `
    import { withSpan } from '@throughline/node';
    import Redis from 'ioredis';
    const redis = new Redis(process.env.REDIS, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
    redis.on('error', () => {});
    await redis.set('a', 'b');
    console.log('kill');
    await new Promise((resolve) => redis.once('close', resolve));
    const waiting = withSpan('request', () => redis.get('a'));
    console.log('start');
    console.log(await waiting);
    redis.disconnect();`;
  const onOutput = (_child: unknown, text: string): void => {
    if (text.includes('kill')) void own.kill();
    if (text.includes('start')) void own.restart();
  };
  try {
    const { spans, stdout } = await run({ source, environment: { REDIS: own.url }, onOutput });
    expect(stdout).toBe('kill\nstart\nb\n');
    const [get] = named(spans, 'GET');
    expect(get.parentSpanId).toBe(named(spans, 'request')[0].spanId);
    expect(get.status?.code).not.toBe(2);
  } finally {
    await own.stop();
  }
});
