import { expect, test } from 'vitest';
import { parseTextCarrier, TEXT_CARRIER } from './text-carrier.ts';

const check = (text: unknown, expected: object): void =>
  test(JSON.stringify(text) ?? 'undefined', () => expect(parseTextCarrier(text)).toEqual(expected));

check('{"traceparent":"00-1","baggage":"a=1"}', { traceparent: '00-1', baggage: 'a=1' });
check('00-1-2-01', { traceparent: '00-1-2-01' });
check('', { traceparent: '' });
check('{', {});
check('{"traceparent":', {});
check(undefined, {});
check(null, {});
check(7, {});
check({ traceparent: '00-1' }, {});

test('only texts are fields', () => {
  const fields = { text: 'a', number: 1, object: {}, nothing: null };
  expect(TEXT_CARRIER.keys(fields).map((name) => TEXT_CARRIER.get(fields, name))).toEqual([
    'a',
    undefined,
    undefined,
    undefined,
  ]);
});
