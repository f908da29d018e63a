import { describe, expect, test } from 'vitest';
import { Destination, type DestinationDetails, Destinations, PROCESS, PUBLISH } from './destination.ts';

describe('the span of a destination', () => {
  const check = (details: Omit<DestinationDetails, 'system'>, name: string, ...list: unknown[]): void =>
    test(name, () => {
      const block = new Destination({ system: 'nats', ...details }, false).block(PUBLISH);
      const common = ['messaging.system.name', 'nats', 'messaging.operation.name', 'publish'];
      expect(block.name).toBe(name);
      expect(block.list).toEqual([...common, 'messaging.operation.type', 'send', ...list]);
    });
  check({ name: 'orders' }, 'publish orders', 'messaging.destination.name', 'orders');
  check({ name: '', template: 'orders.*' }, 'publish orders.*', 'messaging.destination.template', 'orders.*');
  check({ name: 'a:b', label: 'b' }, 'publish b', 'messaging.destination.name', 'a:b');
  check({ name: '' }, 'publish');
  const temporary = ['messaging.destination.name', '_INBOX.1', 'messaging.destination.temporary', true];
  check({ name: '_INBOX.1', isTemporary: true }, 'publish', ...temporary);
  const address = ['server.address', 'h', 'server.port', 1, 'more', 2];
  check({ name: '', label: 'x', host: 'h', port: 1, more: ['more', 2] }, 'publish x', ...address);
  check(
    { name: 'n'.repeat(2000) },
    `publish ${'n'.repeat(1024 - 'publish '.length)}`,
    'messaging.destination.name',
    'n'.repeat(1024),
  );
});

test('what spans have in common is encoded once', () => {
  const destination = new Destination({ system: 'nats', name: 'orders' }, false);
  expect(destination.block(PROCESS)).toBe(destination.block(PROCESS));
  expect(destination.block(PROCESS)).not.toBe(destination.block(PUBLISH));
});

test('a thousand destinations are remembered', () => {
  let created = 0;
  const destinations = new Destinations((name) => {
    created++;
    return new Destination({ system: 'nats', name }, false);
  });
  const first = destinations.get('0');
  for (let index = 1; index < 1000; index++) destinations.get(String(index));
  expect(destinations.get('0')).toBe(first);
  expect(created).toBe(1000);
  destinations.get('1000');
  expect(destinations.get('0')).not.toBe(first);
});
