import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSpan, encodeSpans } from '../../fixtures/spans.ts';
import { TestHub } from '../../fixtures/test-hub.ts';
import type { DependencyList, OperationList, ServiceList } from '../types.ts';

const [SERVER, CLIENT, PRODUCER, CONSUMER, INTERNAL] = [2, 3, 4, 5, 1];
const ERROR = { code: 2, message: '' };
const NOW = BigInt(Date.now()) * 1_000_000n;
const lasting = (ms: number): { startTimeUnixNano: bigint; endTimeUnixNano: bigint } => ({
  startTimeUnixNano: NOW,
  endTimeUnixNano: NOW + BigInt(ms) * 1_000_000n,
});

let hub: TestHub;

/** One request: shop asks billing, which asks its database and a broker; the mail service takes the message. */
function createTrace(id: string, ms: number): Uint8Array[] {
  const traceId = id.repeat(32);
  const span = (spanId: string, parentSpanId: string, rest: object): ReturnType<typeof createSpan> =>
    createSpan({ traceId, spanId: spanId.repeat(16), parentSpanId: parentSpanId.repeat(16), ...lasting(ms), ...rest });
  const database = [
    { key: 'db.system.name', value: 'postgresql' },
    { key: 'server.address', value: 'db' },
    { key: 'server.port', value: 5432n },
  ];
  return [
    encodeSpans([
      span('1', '', { kind: SERVER, name: 'GET /cart' }),
      span('2', '1', { kind: CLIENT, name: 'GET', status: ERROR }),
      span('7', '1', { kind: CLIENT, name: 'GET', attributes: [{ key: 'server.address', value: 'api.example' }] }),
    ]),
    encodeSpans(
      [
        span('3', '2', { kind: SERVER, name: 'GET /bill', ...lasting(ms / 2) }),
        span('4', '3', { kind: CLIENT, name: 'SELECT', attributes: database }),
        span('5', '3', { kind: PRODUCER, name: 'send mail', attributes: [{ key: 'messaging.system', value: 'nats' }] }),
        span('8', '3', {
          kind: PRODUCER,
          name: 'send audit',
          attributes: [{ key: 'messaging.system', value: 'nats' }],
        }),
      ],
      'billing',
    ),
    encodeSpans([span('6', '5', { kind: CONSUMER, name: 'process mail' })], 'mail'),
  ];
}

beforeAll(async () => {
  hub = await TestHub.start();
  const tool = createSpan({ traceId: 'd'.repeat(32), spanId: '1'.repeat(16), kind: INTERNAL, name: 'migrate' });
  await hub.send('traces', ...createTrace('a', 10), ...createTrace('b', 100), encodeSpans([tool], 'tool'));
});

afterAll(() => hub.close());

test('services: what they are asked for, or all they do if nobody asks', async () => {
  const { services } = await hub.get<ServiceList>('services');
  expect(services.map(({ name, calls, errors, spans }) => ({ name, calls, errors, spans }))).toEqual([
    { name: 'billing', calls: 2, errors: 0, spans: 8 },
    { name: 'mail', calls: 2, errors: 0, spans: 2 },
    { name: 'shop', calls: 2, errors: 0, spans: 6 },
    { name: 'tool', calls: 1, errors: 0, spans: 1 },
  ]);
  const billing = services[0];
  expect(billing.exemplarTraceId).toBe('b'.repeat(32));
  expect(billing.p99Ns).toBeGreaterThan(40e6);
  expect(billing.p99Ns).toBeLessThanOrEqual(50e6);
  const minute = NOW - (NOW % 60_000_000_000n);
  expect(billing.lastSeenUnixNano).toBe(String(minute));
  expect(await hub.get('services', { start: '-8d', end: '-1h' })).toEqual({ services: [] });
});

test('operations of one service, of all, and the most called', async () => {
  const { operations } = await hub.get<OperationList>('operations', { service: 'shop' });
  expect(operations.map(({ name, kind, calls, errors }) => ({ name, kind, calls, errors }))).toEqual([
    { name: 'GET', kind: 'client', calls: 4, errors: 2 },
    { name: 'GET /cart', kind: 'server', calls: 2, errors: 0 },
  ]);
  expect((await hub.get<OperationList>('operations')).operations).toHaveLength(8);
  expect((await hub.get<OperationList>('operations', { limit: '1' })).operations).toEqual([operations[0]]);
  expect(await hub.get('operations', { service: 'nobody' })).toEqual({ operations: [] });
  expect(await hub.getRefused('operations', { limit: '5001' })).toMatchObject({ status: 400 });
});

test('dependencies: services, and what sends no spans', async () => {
  const { dependencies, sampledShare, omittedDependencies } = await hub.get<DependencyList>('dependencies');
  const edges = dependencies.map(({ client, server, serverKind, calls, errors }) => [
    `${client} > ${server}`,
    serverKind,
    calls,
    errors,
  ]);
  expect(edges.toSorted()).toEqual([
    ['billing > mail', 'service', 2, 0],
    ['billing > nats', 'messaging', 2, 0],
    ['billing > postgresql (db:5432)', 'database', 2, 0],
    ['shop > api.example', 'external', 2, 0],
    ['shop > billing', 'service', 2, 2],
  ]);
  expect(dependencies.find(({ server }) => server === 'billing')?.exemplarTraceId).toBe('b'.repeat(32));
  expect({ sampledShare, omittedDependencies }).toEqual({ sampledShare: 1, omittedDependencies: 0 });
});
