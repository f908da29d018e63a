import type { Dependency, ServiceSummary } from '@throughline/hub';
import { expect, test } from 'vitest';
import { createServiceMap, edgeWidth } from './service-map.ts';

const api = { name: 'api' } as ServiceSummary;
const lonely = { name: 'lonely' } as ServiceSummary;

test('callers and what they call', () => {
  const { nodes, edges } = createServiceMap(
    [api, lonely],
    [call('cli', 'api', 'service'), call('api', 'postgresql', 'database'), call('api', 'api', 'external')],
  );
  expect(nodes.map(({ id, summary }) => [id, summary?.name])).toEqual([
    ['service:cli', undefined],
    ['service:api', 'api'],
    ['database:postgresql', undefined],
    ['external:api', undefined],
  ]);
  expect(edges.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'service:cli → service:api',
    'service:api → database:postgresql',
    'service:api → external:api',
  ]);
});

test('many addresses are one, with their sums and the slowest of them', () => {
  const addresses = (count: number): Dependency[] =>
    Array.from({ length: count }, (_, index) => ({
      ...call('agent', `10.0.0.${index}`, 'external'),
      errors: index,
      p95Ns: index,
    }));
  expect(createServiceMap([], addresses(4)).edges).toHaveLength(4);
  expect(createServiceMap([], [...addresses(5), call('agent', 'pg', 'database')]).edges).toMatchObject([
    { to: 'database:pg' },
    { to: 'external:5 addresses of agent', calls: 5, errors: 10, p95Ns: 4 },
  ]);
});

test.each([
  [0, 0, 1],
  [0, 10, 1],
  [10, 10, 6],
])('%i of %i calls is %i wide', (calls, most, width) => expect(edgeWidth(calls, most)).toBe(width));

function call(client: string, server: string, serverKind: Dependency['serverKind']): Dependency {
  return { client, server, serverKind, calls: 1, errors: 0, p50Ns: 1, p95Ns: 1, exemplarTraceId: '' };
}
