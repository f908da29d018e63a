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

const CASES = ['redis', 'redis-5'].flatMap((library) => ['app.cjs', 'app.mjs'].map((file) => [library, file] as const));

describe.each(CASES)('%s in %s', (library, file) => {
  let on: Exported;
  beforeAll(async () => {
    on = await run({ file: fixture(file), environment: { LIBRARY: library } });
  });

  test('each command has a span, each batch one', () => expect(on.spans.map(describeCommand)).toEqual(EXPECTED));

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

test('a connection that is opened in a request does not keep its messages there', async () => {
  const source = `
    import { withSpan } from '@throughline/node';
    import { createClient } from 'redis';
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
    client.destroy();
    publisher.destroy();`;
  const { spans, stderr } = await run({ source });
  expect(stderr).toBe('');
  const [request] = named(spans, 'request');
  expect(named(spans, 'GET')[0].parentSpanId).toBe(request.spanId);
  expect(named(spans, 'message')[0].parentSpanId).toBe('');
});

describe('switched off', () => {
  const source = `
    import { channel } from 'node:diagnostics_channel';
    await import('redis');
    console.log(channel('tracing:node-redis:command:start').hasSubscribers);`;
  const check = (name: string, environment: Record<string, string>): void => {
    test(name, async () => expect((await run({ source, environment })).stdout).toBe('false\n'));
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'redis' });
  check('as a whole', { OTEL_SDK_DISABLED: 'true' });
});
