import { parseQuery } from '@throughline/query-language';
import { expect, test } from 'vitest';
import { callsQuery, dependencyQuery, operationQuery } from './calls-query.ts';

test.each([
  [{ name: 'api', calls: 5, spans: 9 }, 'serviceName=api AND kind IN (server, consumer)'],
  [{ name: 'cli', calls: 5, spans: 5 }, 'serviceName=cli'],
  [{ name: 'a b" AND *', calls: 1, spans: 1 }, 'serviceName="a b\\" AND \\*"'],
])('what the numbers of %j are about', (service, query) => {
  expect(callsQuery(service)).toBe(query);
  expect(() => parseQuery(query)).not.toThrow();
});

test('an operation', () => {
  const operation = { service: 'api', name: 'GET /a b', kind: 'server' } as Parameters<typeof operationQuery>[0];
  expect(operationQuery(operation)).toBe('serviceName=api AND name="GET /a b" AND kind=server');
});

test.each([
  ['service', 'auth', '{serviceName=api} > {serviceName=auth}'],
  [
    'database',
    'postgresql (pg-1:5432)',
    'serviceName=api AND kind IN (client, producer) AND (db.system.name=postgresql OR db.system=postgresql)',
  ],
  ['database', 'redis', 'serviceName=api AND kind IN (client, producer) AND (db.system.name=redis OR db.system=redis)'],
  ['messaging', 'nats', 'serviceName=api AND kind IN (client, producer) AND messaging.system=nats'],
  ['external', '7 addresses of api', 'serviceName=api AND kind IN (client, producer)'],
] as const)('calls of a %s: %s', (serverKind, server, query) => {
  expect(dependencyQuery({ client: 'api', server, serverKind })).toBe(query);
  expect(() => parseQuery(query)).not.toThrow();
});
