import { expect, test } from 'vitest';
import { checkVariable } from './fixtures/check-variable.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

test('keys and hosts are lists', () => {
  const lists = (otherwise: readonly string[]) => ({ otherwise, good: [['a, b ,,a', ['a', 'b']]] as const });
  checkVariable('OTEL_NODE_BAGGAGE_ATTRIBUTES', { ...lists([]), read: (c) => c.baggage.attributes });
  checkVariable('OTEL_NODE_BAGGAGE_HASHED_ATTRIBUTES', { ...lists([]), read: (c) => c.baggage.hashedAttributes });
  checkVariable('OTEL_NODE_BAGGAGE_HOSTS', { ...lists(['private']), read: (c) => c.baggage.hosts });
});

test('the key of hashes is text', () => {
  checkVariable('OTEL_NODE_BAGGAGE_HASH_KEY', {
    read: (c) => c.baggage.hashKey,
    otherwise: undefined,
    good: [[' a,b=c ', 'a,b=c']],
  });
});

test('only "true" and nothing accept baggage', () => {
  checkVariable('OTEL_NODE_BAGGAGE_ACCEPT', {
    read: (c) => c.baggage.accept,
    otherwise: true,
    good: [
      ['TRUE', true],
      ['false', false],
    ],
  });
  const { configuration, warnings } = resolveConfiguration(undefined, { OTEL_NODE_BAGGAGE_ACCEPT: 'no' });
  expect(configuration.baggage.accept).toBe(false);
  expect(warnings).toEqual(['cannot use OTEL_NODE_BAGGAGE_ACCEPT: got "no", need true or false; using false']);
});

test('code may say the same', () => {
  const baggage = { attributes: ['a'], hashedAttributes: ['b'], hashKey: 'k', hosts: ['*.example'], accept: false };
  expect(resolveConfiguration({ baggage }, {}).configuration.baggage).toEqual(baggage);
});
