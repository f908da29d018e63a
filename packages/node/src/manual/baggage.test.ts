import { context, propagation } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { ThroughlineError } from '../errors.ts';
import { defineBaggage, getBaggage, withBaggage } from './baggage.ts';
import { type Recorder, startRecorder } from './fixtures/recorder.ts';
import { withSpan } from './with-span.ts';

let recorder: Recorder;
beforeEach(() => {
  recorder = startRecorder();
});
afterEach(() => recorder.off());

describe('withBaggage', () => {
  test('adds entries for what runs inside, awaits included, and gives back what that returns', async () => {
    const result = await withBaggage({ customer_id: 'customer-123', attempt: 2, vip: false }, async () => {
      await Promise.resolve();
      return getBaggage();
    });
    expect(result).toEqual({ customer_id: 'customer-123', attempt: '2', vip: 'false' });
    expect(getBaggage()).toEqual({});
  });

  test('keeps the entries around it, replaces and removes', () => {
    const inner = withBaggage({ a: '1', b: '2', c: '3' }, () =>
      withSpan('work', () => withBaggage({ b: 'two', c: undefined, d: '' }, getBaggage)),
    );
    expect(inner).toEqual({ a: '1', b: 'two', d: '' });
    expect(recorder.span('work').attributes).toEqual({});
  });

  test('is the baggage of the API, in both directions', () => {
    const entry = { value: '1', metadata: undefined };
    const outer = propagation.setBaggage(context.active(), propagation.createBaggage({ a: entry }));
    const both = context.with(outer, () => withBaggage({ b: '2' }, () => propagation.getActiveBaggage()));
    expect(both?.getAllEntries()).toEqual([
      ['a', entry],
      ['b', { value: '2' }],
    ]);
  });

  test('throws what its function throws', () => {
    const error = new Error('no');
    const run = () =>
      withBaggage({ a: '1' }, () => {
        throw error;
      });
    expect(run).toThrow(error);
    expect(getBaggage()).toEqual({});
  });

  test('only calls its function while tracing is off', () => {
    recorder.off();
    expect(withBaggage({ a: '1' }, getBaggage)).toEqual({});
  });
});

describe('defineBaggage', () => {
  const baggage = defineBaggage('customer_id', 'session_id');

  test('sets and gets the keys that it names', () => {
    const values = withBaggage({ other: 'x' }, () =>
      baggage.with({ customer_id: 'c', session_id: 7 }, () => [
        baggage.get('customer_id'),
        baggage.get('session_id'),
        getBaggage().other,
      ]),
    );
    expect(values).toEqual(['c', '7', 'x']);
    expect(baggage.get('customer_id')).toBeUndefined();
  });

  test('knows no others', () => {
    expectTypeOf(baggage.get).parameter(0).toEqualTypeOf<'customer_id' | 'session_id'>();
    expectTypeOf<'custmer_id'>().not.toExtend<keyof Parameters<typeof baggage.with>[0]>();
  });

  test.each(['', 'a b', 'a=b', 'a,b', 'ä', '"a"', undefined])('refuses %j, which no header can hold', (key) => {
    expect(() => defineBaggage('good', key as string)).toThrow(ThroughlineError);
    expect(() => defineBaggage(key as string)).toThrow(
      `cannot define baggage: got ${JSON.stringify(key)}, need a token`,
    );
  });

  test("accepts every character of HTTP's tokens", () => {
    expect(() => defineBaggage("!#$%&'*+-.^_`|~09azAZ")).not.toThrow();
  });
});
