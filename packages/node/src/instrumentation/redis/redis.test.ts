import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../../../../../scripts/services/start-service.ts';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { type Exported, named, runExported } from '../../fixtures/run-exported.ts';
import type { TracedProgram } from '../../fixtures/run-traced.ts';

let server: Service;
beforeAll(async () => {
  server = await startService('redis', { own: true });
}, 60_000);
afterAll(() => server.stop());

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);

function run(program: TracedProgram): Promise<Exported> {
  return runExported({ ...program, environment: { REDIS: server.url, ...program.environment } });
}

/** Keys have the process's id, which is none of the test's business. */
function describeCommand({ name, attributes, status }: ReceivedSpan): unknown[] {
  const text = attributes['db.query.text'];
  const described: unknown[] = [name];
  if (text !== undefined) described.push(String(text).replaceAll(/\bt\d+:/g, ''));
  const hit = attributes['cache.hit'];
  if (hit !== undefined) described.push(hit);
  if (status?.code === 2) described.push(status.message);
  return described;
}

const EXPECTED = [
  ['SET', 'SET a ?'],
  ['GET', 'GET a', true],
  ['GET', 'GET none', false],
  ['HSET', 'HSET h name ?'],
  ['HGET', 'HGET ? ?', true],
  ['PIPELINE'],
  ['MULTI'],
  ['EVAL', 'EVAL ? 1 c ?'],
  ['XADD', 'XADD s ?'],
  ['LPUSH', 'LPUSH a ?', 'WRONGTYPE Operation against a key holding the wrong kind of value'],
  ['NO.SUCH', 'NO.SUCH ?', 'ERR unknown command ?'],
  ['MULTI', 'ERR value is not an integer or out of range'],
];

/** Where a class is wrapped, the commands of batches are known, and no key is hidden. */
const EXPECTED_OF_WRAPPED = [
  ...EXPECTED.slice(0, 4),
  ['HGET', 'HGET h name', true],
  ['PIPELINE', 'GET a; SET b ?'],
  ['MULTI INCR', 'INCR n; INCR n'],
  ...EXPECTED.slice(7, -1),
  ['MULTI INCR', 'INCR a', 'ERR value is not an integer or out of range'],
];

const CASES = Object.entries({
  redis: EXPECTED,
  'redis-5': EXPECTED,
  'redis-5-11': EXPECTED_OF_WRAPPED,
  'redis-4': EXPECTED_OF_WRAPPED,
}).flatMap(([library, expected]) => ['app.cjs', 'app.mjs'].map((file) => [library, file, expected] as const));

describe.each(CASES)('%s in %s', (library, file, expected) => {
  let on: Exported;
  beforeAll(async () => {
    on = await run({ file: fixture(file), environment: { LIBRARY: library } });
  });

  test('each command has a span, each batch one', () => expect(on.spans.map(describeCommand)).toEqual(expected));

  test('attributes', () => {
    const [set, , , , , pipeline] = on.spans;
    expect(set).toMatchObject({ kind: 'CLIENT', scope: '@throughline/node/redis' });
    expect(set.attributes).toEqual({
      'db.system.name': 'redis',
      'db.operation.name': 'SET',
      'db.namespace': '0',
      'db.query.text': expect.stringMatching(/^SET t\d+:a \?$/),
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server.url).port),
    });
    expect(pipeline.attributes['db.operation.batch.size']).toBe(2);
  });

  test('values are nowhere', () => expect(inspect(on.spans, { depth: Infinity })).not.toContain('s3cret'));

  test('the program sees no difference', async () => {
    const off = await run({ file: fixture(file), environment: { LIBRARY: library, OTEL_SDK_DISABLED: 'true' } });
    expect(on.stderr).toBe(off.stderr);
    expect(JSON.parse(on.stdout)).toEqual(JSON.parse(off.stdout));
    expect(off.spans).toEqual([]);
  });
});

test.each(['redis', 'redis-5-11', 'redis-4'])(
  '%s: a connection that is opened in a request does not keep its messages there',
  async (library) => {
    const source = `
    import { withSpan } from '@throughline/node';
    import { createClient } from '${library}';
    const client = createClient({ url: process.env.REDIS });
    const publisher = await createClient({ url: process.env.REDIS }).connect();
    let hear;
    const heard = new Promise((resolve) => (hear = resolve));
    await withSpan('request', async () => {
      await client.connect();
      await client.get('a');
      await client.subscribe('news', () => withSpan('message', hear));
    });
    await publisher.publish('news', 'x');
    await heard;
    for (const one of [client, publisher]) (one.destroy ?? one.disconnect).call(one);`;
    const { spans, stderr } = await run({ source });
    expect(stderr).toBe('');
    const [request] = named(spans, 'request');
    expect(named(spans, 'GET')[0].parentSpanId).toBe(request.spanId);
    expect(named(spans, 'message')[0].parentSpanId).toBe('');
  },
);

describe('older versions, which are wrapped', () => {
  const source = (library: string, body: string): string => `
    import redisPackage from '${library}';
    const { createClient, commandOptions, defineScript } = redisPackage;
    const script = { NUMBER_OF_KEYS: 1, SCRIPT: 'return 7', FIRST_KEY_INDEX: 1,
      transformArguments: (key) => [key], transformReply: (reply) => reply,
      parseCommand: (parser, key) => parser.pushKey(key) };
    const options = { url: process.env.REDIS + '/1', scripts: { seven: defineScript(script) } };
    const redis = await createClient(options).connect();
    ${body}
    (redis.destroy ?? redis.disconnect).call(redis);`;
  const describeWithDatabase = (span: ReceivedSpan) => [...describeCommand(span), span.attributes['db.namespace']];

  test.each(['redis-5-11', 'redis-4'])('%s: scripts, databases, raw commands', async (library) => {
    const body = `
      await redis.seven('k');
      await redis.seven('k');
      await redis.sendCommand(['GET', 'none']);
      await redis.select(2);
      await redis.get('none');
      await redis.multi().select(3).exec();
      await redis.get('none');`;
    const { spans, stderr } = await run({ source: source(library, body) });
    expect(stderr).toBe('');
    const all = spans.map(describeWithDatabase).filter(([name]) => name !== 'SELECT');
    const evaluated = all.filter(([name]) => String(name).startsWith('EVAL'));
    expect(new Set(evaluated.map(([, , ...rest]) => rest.at(-1)))).toEqual(new Set(['1']));
    expect(all.filter((one) => !evaluated.includes(one))).toEqual([
      ['GET', 'GET none', false, '1'],
      ['GET', 'GET none', false, '2'],
      ['MULTI SELECT', 'SELECT 3', '2'],
      ['GET', 'GET none', false, '3'],
    ]);
  });

  test('redis-4: a command on a connection of the pool has one span', async () => {
    const body = `await redis.get(commandOptions({ isolated: true }), 'none');`;
    const { spans, stderr } = await run({ source: source('redis-4', body) });
    expect(stderr).toBe('');
    expect(spans.map(describeCommand)).toEqual([['GET', 'GET none', false]]);
  });

  test.each(['redis-5-11', 'redis-4'])('%s: a rejection that nobody handles still is one', async (library) => {
    const body = `
      process.on('unhandledRejection', (error) => { console.log(error.message.split(' ')[0]); process.exit(); });
      redis.sendCommand(['NO.SUCH']);
      await new Promise(() => setTimeout(() => {}, 5000));`;
    const { stdout } = await run({ source: source(library, body) });
    expect(stdout).toBe('ERR\n');
  });
});

describe('switched off', () => {
  const source = `
    import { channel } from 'node:diagnostics_channel';
    await import('redis');
    const { createClient } = await import('redis-5-11');
    console.log(channel('tracing:node-redis:command:start').hasSubscribers || String(createClient().sendCommand).includes('trace'));`;
  const check = (name: string, environment: Record<string, string>, expected = false): void => {
    test(name, async () => expect((await run({ source, environment })).stdout).toBe(`${expected}\n`));
  };
  check('not at all', {}, true);
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'redis' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});
