import { baggageEntryMetadataFromString, propagation } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { Baggage, baggageEntries, createBaggage } from './baggage.ts';

const PARSED = new Map([
  ['customer', { value: 'c-7', metadata: '' }],
  ['tenant', { value: 't-1', metadata: 'ttl=30;private' }],
]);

function keys(baggage: { getAllEntries(): [string, unknown][] }): string[] {
  return baggage.getAllEntries().map(([key]) => key);
}

test('setting and removing make copies', () => {
  const one = new Baggage().setEntry('a', { value: '1' });
  const three = one.setEntry('b', { value: '2' }).setEntry('c', { value: '3' });
  expect(
    [one, three, three.removeEntry('b'), three.removeEntries('a', 'c', 'missing'), three.clear()].map(keys),
  ).toEqual([['a'], ['a', 'b', 'c'], ['a', 'c'], ['b'], []]);
  expect(three.setEntry('a', { value: 'new' }).getEntry('a')).toEqual({ value: 'new' });
  expect(three.getEntry('a')).toEqual({ value: '1' });
});

test('an entry that was handed out does not change the baggage', () => {
  const baggage = new Baggage().setEntry('a', { value: '1' });
  (baggage.getEntry('a') as { value: string }).value = 'changed';
  expect(baggage.getEntry('a')).toEqual({ value: '1' });
  expect(baggage.getEntry('missing')).toBeUndefined();
});

test('a parsed header keeps values and metadata', () => {
  const baggage = createBaggage(PARSED);
  expect(baggage.getEntry('customer')).toEqual({ value: 'c-7' });
  expect(baggage.getEntry('tenant')?.value).toBe('t-1');
  expect(baggage.getEntry('tenant')?.metadata?.toString()).toBe('ttl=30;private');
  expect([...baggageEntries(baggage)]).toEqual([...PARSED]);
});

test("the API's baggage is written as ours is", () => {
  const theirs = propagation.createBaggage({
    customer: { value: 'c-7' },
    tenant: { value: 't-1', metadata: baggageEntryMetadataFromString('ttl=30;private') },
  });
  expect([...baggageEntries(theirs)]).toEqual([...PARSED]);
});
