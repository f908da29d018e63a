import { inspect } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Exported, named, runExported } from '../../fixtures/run-exported.ts';
import type { TracedProgram } from '../../fixtures/run-traced.ts';
import { describeTrees, readNotes } from '../messaging/fixtures/describe-tree.ts';
import { KafkaBroker } from './fixtures/broker.ts';

const fixture = (name: string): URL => new URL(`fixtures/${name}`, import.meta.url);
const LIMIT_MS = 60_000;

/** Runs a program with nothing but this instrumentation, on a broker of its own. */
async function run({ environment, ...program }: TracedProgram): Promise<Exported> {
  const broker = new KafkaBroker();
  await broker.start();
  const common = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'kafkajs', KAFKA_PORT: String(broker.port) };
  const exported = await runExported({ ...program, environment: { ...common, ...environment } });
  await broker.stop();
  return exported;
}

const source = (body: string): string => `
  import { withSpan } from '@throughline/node';
  import kafkajs from 'kafkajs';
  const { Kafka, logLevel } = kafkajs;
  const retry = { retries: 0 };
  const kafka = new Kafka({ brokers: ['127.0.0.1:' + process.env.KAFKA_PORT], logLevel: logLevel.NOTHING, retry });
  const producer = kafka.producer();
  ${body}`;

const TREES = [
  'api one',
  '  publish one producer',
  '    process one consumer',
  '      work s3cret',
  '  publish one producer',
  '    process one consumer',
  '      work second',
  '    process one consumer',
  '      work null',
  'api batch',
  '  publish batch producer',
  '  publish producer',
  'process batch consumer ~ publish batch, publish',
  '  work',
  'api failing',
  '  publish failing producer',
  '    process failing consumer ERROR',
  '      work bad',
  'api refused',
  '  publish x producer ERROR',
];

describe.each(['app.cjs', 'app.mjs'])('%s', (name) => {
  let on: Exported;
  let off: Exported;
  beforeAll(async () => {
    on = await run({ file: fixture(name) });
    off = await run({ file: fixture(name), environment: { OTEL_SDK_DISABLED: 'true' } });
  }, LIMIT_MS);

  const attributesOf = (span: string) => named(on.spans, span).map(({ attributes }) => attributes);

  test('the application sees no difference', () => {
    expect([on.stderr, off.stderr]).toEqual(['', '']);
    expect(readNotes(on.stdout)).toEqual(readNotes(off.stdout));
    expect(readNotes(on.stdout)).toContain('s3cret own');
  });

  test('the trees of all messages', () => expect(describeTrees(on.spans)).toEqual(TREES));

  test('attributes', () => {
    const common = { 'messaging.system.name': 'kafka', 'messaging.destination.name': 'one' };
    const [one, two] = attributesOf('publish one');
    const sent = { ...common, 'messaging.operation.name': 'publish', 'messaging.operation.type': 'send' };
    expect(one).toEqual(sent);
    expect(two).toEqual({ ...sent, 'messaging.batch.message_count': 2 });
    const processed = attributesOf('process one');
    expect(processed[1]).toEqual({
      ...common,
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': 'group-one',
      'messaging.destination.partition.id': '0',
      'kafka.offset': 1,
    });
    expect(processed.map((all) => all['kafka.message.tombstone'])).toEqual([undefined, undefined, true]);
    const [batch] = attributesOf('process batch');
    expect(batch['messaging.batch.message_count']).toBe(3);
    const [several] = attributesOf('publish');
    expect(several).not.toHaveProperty('messaging.destination.name');
  });

  test('a handler that fails says why', () => {
    const [span] = named(on.spans, 'process failing');
    expect(span.status).toEqual({ code: 2, message: 'no' });
    expect(span.attributes['error.type']).toBe('RangeError');
  });

  test('baggage goes along', () => {
    const work = on.spans.filter(({ attributes }) => attributes.customer !== undefined);
    expect(work.map((span) => [span.name, span.attributes.customer])).toEqual([['work s3cret', 'c-1']]);
  });

  test('what messages say is nowhere but where the application has put it', () => {
    const ours = on.spans.filter(({ scope }) => scope === '@throughline/node/kafkajs');
    expect(inspect(ours, { depth: Infinity })).not.toContain('s3cret');
  });
});

test('no broker', { timeout: LIMIT_MS }, async () => {
  const body = `
    await producer.connect();
    process.once('SIGUSR2', async () => {
      await withSpan('api', () => producer.send({ topic: 'x', messages: [{ value: 'x' }] }).catch((error) => console.log(error.name)));
      process.exit();
    });
    setInterval(() => {}, 1000);
    console.log('ready');`;
  const broker = new KafkaBroker();
  await broker.start();
  const environment = { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'kafkajs', KAFKA_PORT: String(broker.port) };
  const { spans, stdout } = await runExported({
    source: source(body),
    environment,
    onOutput: (child, text) => {
      if (text === 'ready\n') void broker.stop().then(() => child.kill('SIGUSR2'));
    },
  });
  expect(stdout).toMatch(/^ready\nKafkaJS\w+\n$/);
  expect(describeTrees(spans)).toEqual(['api', '  publish x producer ERROR']);
});

describe('switched off', () => {
  const check = (name: string, environment: Record<string, string>, expected: string): void => {
    test(name, { timeout: LIMIT_MS }, async () => {
      const body = `console.log(String(producer.send).includes('hasSubscribers'), String(Kafka.prototype.producer).includes('wrap'));`;
      const { stdout } = await run({ source: source(body), environment });
      expect(stdout).toBe(expected);
    });
  };
  check('by name', { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'kafkajs' }, 'false false\n');
  check('as a whole', { OTEL_SDK_DISABLED: 'true' }, 'false false\n');
  check('not at all', {}, 'true true\n');
});
