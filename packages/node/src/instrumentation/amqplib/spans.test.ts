import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Service, startService } from '../../../../../scripts/services/start-service.ts';
import { type Exported, named, runExported } from '../../fixtures/run-exported.ts';
import type { TracedProgram } from '../../fixtures/run-traced.ts';
import { describeTrees, readNotes } from '../messaging/fixtures/describe-tree.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
/** RabbitMQ takes its time. */
const LIMIT_MS = 180_000;

let rabbit: Service;
beforeAll(async () => {
  rabbit = await startService('rabbitmq');
}, LIMIT_MS);
afterAll(() => rabbit.stop(), LIMIT_MS);

/** Runs a program with nothing but this instrumentation. */
function run({ environment, ...program }: TracedProgram): Promise<Exported> {
  const common = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'amqplib', AMQP_URL: rabbit.url };
  return runExported({ ...program, environment: { ...common, ...environment } });
}

function source(body: string): string {
  return `
    import { getBaggage, setAttribute, withBaggage, withSpan } from '@throughline/node';
    import amqplib from 'amqplib';
    const connection = await amqplib.connect(process.env.AMQP_URL);
    const channel = await connection.createChannel();
    await channel.assertQueue('jobs', { autoDelete: true });
    ${body}`;
}

const acknowledged = (queue: string, text: string): string[] => [
  `  publish ${queue} producer`,
  `    process ${queue} consumer ack`,
  `      work ${text}`,
];

const TREES = [
  'api plain',
  ...acknowledged('plain', 'one'),
  ...acknowledged('plain', 'two'),
  'api slow',
  ...acknowledged('polled', 'awaited'),
  ...acknowledged('slow', 'later'),
  '  publish slow producer',
  '    process slow consumer reject',
  '      work refused',
  '  publish slow producer',
  '    process slow consumer requeue',
  '      work again',
  '    process slow consumer ack',
  '      work again',
  'api failing',
  '  publish failing producer',
  '    process failing consumer reject ERROR',
  '      work rejected',
  'api handled',
  ...acknowledged('failing', 'handled'),
  'api several',
  ...acknowledged('plain', '1'),
  ...acknowledged('plain', '2'),
  ...acknowledged('plain', '3'),
  'api exchange',
  '  publish orders:order.created producer ack',
  '    process routed consumer',
  '      work routed',
  '  confirmed',
  '  publish orders:order.paid producer ack',
  '    process routed consumer',
  '      work unheard',
  'api polled',
  '  publish polled producer',
  '  receive polled client ~ publish polled',
  '  work polled',
  'api callbacks',
  '  publish called producer ack',
  '    process called consumer ack',
  '      work called',
  '  receive called client ~ publish called',
  '  work called',
  'api foreign',
  '  publish plain producer',
  '  publish plain producer',
  'process plain consumer ack',
  '  work known',
  'process plain consumer ack',
  '  work unknown',
  'api lost',
  '  publish dead producer',
  '    process dead consumer lost',
  '      work lost',
  '  publish dead producer ERROR',
];

describe.each(['app.cjs', 'app.mjs'])('%s', (name) => {
  let on: Exported;
  let off: Exported;
  beforeAll(async () => {
    on = await run({ file: fixture(name) });
    off = await run({ file: fixture(name), environment: { OTEL_SDK_DISABLED: 'true' } });
  }, LIMIT_MS);

  const attributesOf = (span: string) => named(on.spans, span).map(({ attributes }) => attributes);
  const server = () => ({ 'server.address': '127.0.0.1', 'server.port': Number(new URL(rabbit.url).port) });

  test('the application sees no difference', () => {
    expect([on.stderr, off.stderr]).toEqual(['', '']);
    expect(readNotes(on.stdout)).toEqual(readNotes(off.stdout));
    expect(readNotes(on.stdout)).toContain('handled no');
  });

  test('the trees of all messages', () => expect(describeTrees(on.spans)).toEqual(TREES));

  test('attributes of who sends', () => {
    expect(attributesOf('publish plain')[0]).toEqual({
      'messaging.system.name': 'rabbitmq',
      'messaging.operation.name': 'publish',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'plain',
      'messaging.message.id': 'm-1',
      'rabbitmq.destination.routing_key': 'plain',
      ...server(),
    });
    expect(attributesOf('publish orders:order.created')[0]['messaging.destination.name']).toBe('orders:order.created');
  });

  test('attributes of who processes', () => {
    expect(attributesOf('process routed')[0]).toEqual({
      'messaging.system.name': 'rabbitmq',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'orders:order.created:routed',
      'rabbitmq.destination.routing_key': 'order.created',
      'rabbitmq.message.delivery_tag': expect.any(Number),
      ...server(),
    });
    expect(attributesOf('process plain')[1]['messaging.message.conversation_id']).toBe('c');
    const redelivered = attributesOf('process slow').map((all) => all['rabbitmq.message.redelivered']);
    expect(redelivered.filter((one) => one === true)).toHaveLength(1);
  });

  test('a consumer that fails says why', () => {
    const [span] = named(on.spans, 'process failing');
    expect(span.attributes['error.type']).toBe('RangeError');
    expect(span.events.map((event) => event.name)).toEqual(['exception']);
  });

  test('what is acknowledged later lasts until then', () => {
    const later = on.spans.find((span) => span.name === 'work later');
    const process = on.spans.find(({ spanId }) => spanId === later?.parentSpanId);
    expect(process?.endTimeUnixNano).toBeGreaterThan(later?.endTimeUnixNano ?? Infinity);
  });

  test('context of another program', () => {
    const work = (text: string) => named(on.spans, `work ${text}`)[0].traceId;
    expect(work('known')).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(work('unknown')).not.toBe(named(on.spans, 'api foreign')[0].traceId);
  });

  test('baggage goes along', () => {
    const work = on.spans.filter(({ attributes }) => attributes.customer !== undefined);
    expect(work.map(({ name: span, attributes }) => [span, attributes.customer])).toEqual([['work one', 'c-1']]);
  });
});

test('links in the place of parents', { timeout: LIMIT_MS }, async () => {
  const body = `
    const done = new Promise((resolve) => channel.consume('jobs', (message) => {
      setAttribute('customer', getBaggage().customer);
      channel.ack(message);
      resolve();
    }));
    await withSpan('api', () => withBaggage({ customer: 'c-1' }, () => channel.sendToQueue('jobs', Buffer.from('s3cret'))));
    await done;
    await connection.close();`;
  const environment = { OTEL_NODE_MESSAGING_LINKED_DESTINATIONS: 'jobs' };
  const { spans } = await run({ source: source(body), environment });
  expect(describeTrees(spans)).toEqual(['api', '  publish jobs producer', 'process jobs consumer ack ~ publish jobs']);
  expect(named(spans, 'process jobs')[0].attributes.customer).toBe('c-1');
  expect(inspect(spans, { depth: Infinity })).not.toContain('s3cret');
});

test('the server goes while a message is processed and another is not confirmed', { timeout: LIMIT_MS }, async () => {
  const own = await startService('rabbitmq', { own: true });
  const body = `
    connection.on('error', () => {});
    channel.on('error', () => {});
    const confirming = await connection.createConfirmChannel();
    confirming.on('error', () => {});
    const started = new Promise((resolve) => channel.consume('jobs', () => resolve()));
    await withSpan('api', () => channel.sendToQueue('jobs', Buffer.from('one')));
    await started;
    const closed = new Promise((resolve) => connection.once('close', resolve));
    const { stream } = connection.connection;
    const refused = new Promise((resolve) => process.once('SIGUSR2', () => {
      withSpan('again', () => confirming.sendToQueue('nowhere', Buffer.from('two'), {}, (error) => resolve(error.message)));
      console.log('sent');
    }));
    console.log('ready');
    await closed;
    console.log(await refused);`;
  const { spans, stdout, code } = await run({
    source: source(body),
    environment: { AMQP_URL: own.url },
    onOutput: (child, text) => {
      // A server that does not answer any more, and then is not there.
      if (text === 'ready\n') {
        process.kill(own.pid as number, 'SIGSTOP');
        child.kill('SIGUSR2');
      } else if (text === 'sent\n') void own.kill();
    },
  });
  await own.stop();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^ready\nsent\n.+\n$/);
  expect(describeTrees(spans)).toEqual([
    'api',
    '  publish jobs producer',
    '    process jobs consumer lost',
    'again',
    '  publish nowhere producer nack ERROR',
  ]);
});

describe('switched off', () => {
  const body = `
    const texts = ['publish', 'consume', 'get', 'ack'].map((name) => String(Object.getPrototypeOf(channel)[name]));
    console.log(texts.some((text) => text.includes('hasSubscribers') || text.includes('operation')));
    await connection.close();`;
  const check = (name: string, environment: Record<string, string>, expected: boolean): void => {
    test(name, { timeout: LIMIT_MS }, async () => {
      const { stdout } = await run({ source: source(body), environment });
      expect(stdout).toBe(`${expected}\n`);
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'amqplib' }, false);
  check('as a whole', { OTEL_SDK_DISABLED: 'true' }, false);
  check('not at all', {}, true);
});
