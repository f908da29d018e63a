import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../../../../../scripts/services/start-service.ts';
import type { ReceivedSpan } from '../../fixtures/otlp-receiver.ts';
import { type Exported, named, runExported } from '../../fixtures/run-exported.ts';
import type { TracedProgram } from '../../fixtures/run-traced.ts';
import { describeTrees, readNotes } from '../messaging/fixtures/describe-tree.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
const LIMIT_MS = 60_000;

let nats: Service;
beforeAll(async () => {
  nats = await startService('nats', { own: true });
}, LIMIT_MS);
afterAll(() => nats.stop());

/** Runs a program with nothing but this instrumentation. */
function run({ environment, ...program }: TracedProgram): Promise<Exported> {
  const common = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'nats', NATS_URL: nats.url };
  return runExported({ ...program, environment: { ...common, ...environment } });
}

function source(body: string): string {
  return `
    import { currentTraceId, getBaggage, setAttribute, withBaggage, withSpan } from '@throughline/node';
    import { connect } from '@nats-io/transport-node';
    const nc = await connect({ servers: process.env.NATS_URL, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
    ${body}
    if (!nc.isClosed()) await nc.close();`;
}

const TREES = [
  'api callback',
  '  publish orders.1 producer',
  '    process orders.* consumer',
  '      work orders.1',
  '  publish orders.2 producer',
  '    process orders.* consumer',
  '      work orders.2',
  'api loop',
  '  beside the loop',
  ...Array.from({ length: 3 }, () => [
    '    publish loop producer',
    '      process loop consumer',
    '        work loop',
  ]).flat(),
  '  after the loop',
  'api request',
  ...Array.from({ length: 2 }, () => [
    '  request adder client',
    '    process adder consumer',
    '      work adder',
  ]).flat(),
  '  request nobody client ERROR',
  'api headers',
  ...Array.from({ length: 4 }, () => [
    '  publish headers producer',
    '    process headers consumer',
    '      work headers',
  ]).flat(),
  'api throwing',
  '  publish throwing producer',
  '    process throwing consumer ERROR',
  '      work throwing',
  'api refused',
  '  publish producer ERROR',
  '  publish payload producer ERROR',
  '  request client ERROR',
  'api stream',
  '  publish jobs.run.1 producer',
  '    process jobs.run.* consumer ack',
  '      work jobs.run.1',
  '  publish jobs.run.2 producer',
  '    process jobs.run.* consumer nak',
  '      work jobs.run.2',
  '    process jobs.run.* consumer ack',
  '      work jobs.run.2',
  '  publish jobs.run.3 producer ERROR',
  '  publish jobs.run.4 producer',
  '  receive jobs.run.* client ~ publish jobs.run.4',
  '  work jobs.run.4',
  'api bucket',
  '  put results client',
  '    process $KV.results.> consumer',
  '      watched',
  '  get results client',
  '  delete results client',
  '  get results client',
  'api foreign',
  ...Array.from({ length: 3 }, () => ['process foreign consumer', '  work foreign']).flat(),
];

describe.each(['app.cjs', 'app.mjs', 'app-2.cjs'])('%s', (name) => {
  let on: Exported;
  let off: Exported;
  beforeAll(async () => {
    on = await run({ file: fixture(name) });
    off = await run({ file: fixture(name), environment: { OTEL_SDK_DISABLED: 'true' } });
  }, LIMIT_MS);

  const attributesOf = (span: string): ReceivedSpan['attributes'][] =>
    named(on.spans, span).map(({ attributes }) => attributes);

  test('the application sees no difference', () => {
    expect(on.stderr).toBe('');
    expect(readNotes(on.stdout)).toEqual(readNotes(off.stdout));
    expect(readNotes(on.stdout)).toContain('stored 2');
  });

  test('the trees of all messages', () => expect(describeTrees(on.spans)).toEqual(TREES));

  test('attributes of who sends', () => {
    const common = {
      'messaging.system.name': 'nats',
      'messaging.operation.type': 'send',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(nats.url).port),
    };
    expect(attributesOf('publish orders.1')).toEqual([
      { ...common, 'messaging.operation.name': 'publish', 'messaging.destination.name': 'orders.1' },
    ]);
    expect(attributesOf('request adder')[0]).toEqual({
      ...common,
      'messaging.operation.name': 'request',
      'messaging.destination.name': 'adder',
    });
  });

  test('attributes of who processes', () => {
    const common = {
      'messaging.system.name': 'nats',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(nats.url).port),
    };
    expect(attributesOf('process orders.*')[0]).toEqual({
      ...common,
      'messaging.destination.name': 'orders.1',
      'messaging.destination.template': 'orders.*',
      'messaging.consumer.group.name': 'workers',
    });
    expect(attributesOf('process loop')[0]).toEqual({ ...common, 'messaging.destination.name': 'loop' });
    const jobs = attributesOf('process jobs.run.*');
    expect(jobs[0]).toEqual({
      ...common,
      'messaging.destination.name': 'jobs.run.1',
      'messaging.destination.template': 'jobs.run.*',
      'messaging.destination.subscription.name': 'worker',
      'messaging.message.id': '1',
      'messaging.message.disposition': 'ack',
      'nats.stream': 'JOBS',
    });
    expect(jobs.map((attributes) => attributes['nats.delivery.count'])).toEqual([undefined, undefined, 2]);
  });

  test('attributes of a bucket', () => {
    expect(attributesOf('put results')).toEqual([
      {
        'db.system.name': 'nats',
        'db.operation.name': 'put',
        'db.collection.name': 'results',
        'nats.kv.key': 'job.1',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(nats.url).port),
      },
    ]);
  });

  test('a callback that fails says why', () => {
    const [span] = named(on.spans, 'process throwing');
    expect(span.attributes['error.type']).toBe('RangeError');
    expect(span.events.map((event) => event.name)).toEqual(['exception']);
  });

  test('context in capitals, of another program, and none', () => {
    const foreign = '0af7651916cd43dd8448eb211c80319c';
    const traces = named(on.spans, 'process foreign').map(({ traceId }) => traceId === foreign);
    expect(traces).toEqual([false, true, false]);
    expect(named(on.spans, 'process headers').some(({ traceId }) => traceId === foreign)).toBe(false);
  });

  test('baggage goes along', () => {
    const work = on.spans.filter(({ attributes }) => attributes.customer !== undefined);
    expect(work.map(({ name: span, attributes }) => [span, attributes.customer])).toEqual([['work orders.1', 'c-1']]);
  });

  test('what messages say is nowhere', () => expect(inspect(on.spans, { depth: Infinity })).not.toContain('s3cret'));
});

// Both ways in which Node follows context: Node 22 has only the second.
describe.each(['', '--no-async-context-frame'])('a loop %s', (nodeOptions) => {
  const traceIds = `
    const ids = [];
    const say = (what) => ids.push(what + ' ' + (currentTraceId() ?? 'none'));
    const send = (...texts) => { for (const text of texts) withSpan('sender ' + text, () => nc.publish('numbers', text)); };`;
  const check = (name: string, body: string, expected: readonly string[]): void => {
    test(name, { timeout: LIMIT_MS }, async () => {
      const program = `${traceIds} ${body} console.log(JSON.stringify(ids));`;
      const environment = { NODE_OPTIONS: nodeOptions };
      const { spans, stdout, stderr } = await run({ source: source(program), environment });
      expect(stderr).toBe('');
      const nameOf = (id: string): string =>
        spans.find(({ traceId, parentSpanId }) => traceId === id && parentSpanId === '')?.name ?? id;
      const seen = (JSON.parse(stdout) as string[]).map((line) => line.replace(/[\da-f]{32}/, nameOf));
      expect(seen).toEqual(expected);
      const [sent, processed] = ['PRODUCER', 'CONSUMER'].map((kind) => spans.filter((span) => span.kind === kind));
      expect(processed).toHaveLength(sent.length);
    });
  };
  check(
    'whose messages wait already',
    `const sub = nc.subscribe('numbers', { max: 2 });
     send('1', '2');
     await nc.flush();
     for await (const message of sub) { await null; say('in ' + message.string()); }
     say('after');`,
    ['in 1 sender 1', 'in 2 sender 2', 'after none'],
  );
  check(
    'that somebody calls without awaiting it',
    `const sub = nc.subscribe('numbers', { max: 2 });
     const reading = withSpan('starter', async () => { for await (const message of sub) { await null; say('in ' + message.string()); } say('end'); });
     say('beside');
     send('1', '2');
     await reading;
     say('after');`,
    ['beside none', 'in 1 sender 1', 'in 2 sender 2', 'end starter', 'after none'],
  );
  check(
    'whose body starts work that it does not wait for',
    `const sub = nc.subscribe('numbers', { max: 3 });
     send('1', '2', '3');
     const jobs = [];
     for await (const message of sub) jobs.push((async () => { await nc.flush(); say('job ' + message.string()); })());
     await Promise.all(jobs);`,
    // The first one: see docs/adr/011-context-in-loops.md.
    ['job 1 none', 'job 2 sender 2', 'job 3 sender 3'],
  );
  check(
    'that is left by break, return or throw',
    `for (const way of ['break', 'return', 'throw']) {
       const sub = nc.subscribe('numbers');
       const read = async () => {
         for await (const message of sub) {
           say('in');
           if (way === 'break') break;
           if (way === 'return') return;
           throw new Error('left');
         }
         say('behind');
       };
       send('1');
       await read().catch((error) => say(error.message));
       say(way);
     }`,
    [
      'in sender 1',
      'behind none',
      'break none',
      'in sender 1',
      'return none',
      'in sender 1',
      'left none',
      'throw none',
    ],
  );
  check(
    'that is read by hand, by several at once',
    `const sub = nc.subscribe('numbers', { max: 2 });
     const iterator = sub[Symbol.asyncIterator]();
     send('1', '2');
     const read = async (name) => { const { value } = await iterator.next(); say(name + ' ' + value.string()); };
     await Promise.all([read('a'), read('b')]);
     say((await iterator.next()).done);`,
    ['a 1 sender 1', 'b 2 sender 2', 'true none'],
  );
});

describe('links in the place of parents', () => {
  const body = `
    const sub = nc.subscribe('audit.*', { max: 2, callback: () => setAttribute('customer', getBaggage().customer) });
    await withSpan('api', () => withBaggage({ customer: 'c-1' }, () => nc.publish('audit.login', 'x')));
    await nc.flush();`;
  test.each(['audit.*', 'audit.login,*', 'a*'])('%s', { timeout: LIMIT_MS }, async (pattern) => {
    const environment = { OTEL_NODE_MESSAGING_LINKED_DESTINATIONS: pattern };
    const { spans } = await run({ source: source(body), environment });
    expect(describeTrees(spans)).toEqual([
      'api',
      '  publish audit.login producer',
      'process audit.* consumer ~ publish audit.login',
    ]);
    expect(spans.find(({ kind }) => kind === 'CONSUMER')?.attributes.customer).toBe('c-1');
  });
});

describe('trouble', () => {
  test('the server goes and comes back', { timeout: LIMIT_MS }, async () => {
    const body = `
      const sub = nc.subscribe('numbers', { callback: (error, message) => { console.log('got ' + message.string()); if (message.string() === 'last') nc.close(); } });
      await nc.flush();
      console.log('up');
      for await (const { type } of nc.status()) {
        if (type === 'disconnect') {
          await withSpan('in between', () => nc.request('numbers', 'lost', { timeout: 200 }).catch((error) => console.log(error.name)));
        } else if (type === 'reconnect') {
          await withSpan('again', () => nc.publish('numbers', 'last'));
        }
      }`;
    let isDown = false;
    const { spans, stdout, code } = await run({
      source: source(body),
      onOutput: (_child, text) => {
        if (text === 'up\n') void nats.kill();
        if (!text.includes('Error') || isDown) return;
        isDown = true;
        void nats.restart();
      },
    });
    expect(code).toBe(0);
    expect(stdout).toContain('TimeoutError\n');
    expect(stdout.endsWith('got last\n')).toBe(true);
    const trees = describeTrees(spans);
    expect(trees.slice(0, 2)).toEqual(['in between', '  request numbers client ERROR']);
    expect(trees.slice(-3)).toEqual(['again', '  publish numbers producer', '    process numbers consumer']);
    expect(named(spans, 'request numbers')[0].attributes['error.type']).toBe('TimeoutError');
  });

  test('a closed connection', { timeout: LIMIT_MS }, async () => {
    const body = `
      await nc.close();
      try { nc.publish('a', 'b'); } catch (error) { console.log(error.name); }
      await nc.request('a', 'b').catch((error) => console.log(error.name));`;
    const { spans, stdout } = await run({ source: source(body) });
    expect(stdout).toBe('ClosedConnectionError\nClosedConnectionError\n');
    expect(describeTrees(spans)).toEqual(['publish a producer ERROR', 'request a client ERROR']);
  });
});

describe('switched off', () => {
  const body = `
    const sub = nc.subscribe('x', { callback: () => {} });
    const iterator = nc.subscribe('y')[Symbol.asyncIterator]();
    const names = [nc.publish, nc.request, nc.subscribe].map(String).some((text) => text.includes('hasSubscribers'));
    console.log(names, typeof iterator.throw, Object.prototype.toString.call(iterator));
    await iterator.return();`;
  const check = (name: string, environment: Record<string, string>, expected: string): void => {
    test(name, { timeout: LIMIT_MS }, async () => {
      const { stdout } = await run({ source: source(body), environment });
      expect(stdout).toBe(expected);
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'nats' }, 'false function [object AsyncGenerator]\n');
  check('as a whole', { OTEL_SDK_DISABLED: 'true' }, 'false function [object AsyncGenerator]\n');
});
