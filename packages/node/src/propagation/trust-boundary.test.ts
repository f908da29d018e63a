import { ROOT_CONTEXT } from '@opentelemetry/api';
import { afterEach, describe, expect, test } from 'vitest';
import { createBaggage } from '../context/baggage.ts';
import { getBaggage, ROOT, withBaggage } from '../context/context.ts';
import {
  acceptsBaggage,
  believedContext,
  configureTrustBoundary,
  contextFor,
  mayReceiveBaggage,
} from './trust-boundary.ts';

const DEFAULT = { hosts: ['private'], accept: true };
afterEach(() => configureTrustBoundary(DEFAULT));

describe('mayReceiveBaggage', () => {
  const check = (hosts: readonly string[], inside: readonly string[], outside: readonly string[]): void =>
    test(hosts.join(','), () => {
      configureTrustBoundary({ hosts, accept: true });
      const may = (host: string): boolean => mayReceiveBaggage(host);
      expect(inside.filter(may)).toEqual(inside);
      expect(outside.filter(may)).toEqual([]);
      // The answers are remembered.
      expect([...inside, ...outside].filter(may)).toEqual(inside);
    });
  const inside = ['localhost', 'LOCALHOST.', '[::1]', '::1', '10.1.2.3', 'Orders'];
  check(['private'], inside, ['example.com', '[2001:db8::1]', '8.8.8.8', '']);
  check(['none'], [], [...inside, 'none', 'example.com']);
  check([], [], inside);
  check(['none', 'a.example'], ['a.example'], ['none']);
  check(['*'], [...inside, 'example.com', '8.8.8.8'], []);
  check(
    ['private', '*.Example.com'],
    [...inside, 'a.example.com', 'A.B.EXAMPLE.COM.'],
    ['example.com', 'a.example.org'],
  );
  check(['10.1.*', '2001:db8::?'], ['10.1.2.3', '[2001:db8::1]'], ['10.2.1.1', '2001:db8::12']);
});

test('of very many hosts each has its own answer', () => {
  const hosts = Array.from({ length: 1200 }, (_, index) => `h${index}.${index % 2 === 0 ? 'local' : 'example'}`);
  const expected = hosts.filter((host) => host.endsWith('.local'));
  for (let round = 0; round < 2; round++) expect(hosts.filter((host) => mayReceiveBaggage(host))).toEqual(expected);
});

describe.each([
  ['our own', ROOT],
  ["the API's", ROOT_CONTEXT],
])('%s context', (_, root) => {
  const baggage = createBaggage(new Map([['a', { value: '1', metadata: '' }]]));
  const context = withBaggage(root, baggage);

  test('goes to a host inside as it is, and without baggage to one outside', () => {
    expect(contextFor('localhost', context)).toBe(context);
    expect(getBaggage(contextFor('example.com', context))).toBeUndefined();
    expect(contextFor('example.com', root)).toBe(root);
  });

  test('is believed as it is, unless no baggage is accepted', () => {
    expect(acceptsBaggage()).toBe(true);
    expect(believedContext(context)).toBe(context);
    configureTrustBoundary({ ...DEFAULT, accept: false });
    expect(acceptsBaggage()).toBe(false);
    expect(getBaggage(believedContext(context))).toBeUndefined();
    expect(believedContext(root)).toBe(root);
  });
});
