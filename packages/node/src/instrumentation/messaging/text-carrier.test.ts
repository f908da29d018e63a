import { expect, test } from 'vitest';
import { parseTextCarrier, TEXT_CARRIER } from './text-carrier.ts';

const check = (text: unknown, expected: object): void =>
  test(JSON.stringify(text) ?? 'undefined', () => expect(parseTextCarrier(text)).toEqual(expected));

check('{"traceparent":"00-1","baggage":"a=1"}', { traceparent: '00-1', baggage: 'a=1' });
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
check(JSON.stringify({ traceparent }), { traceparent });
check(JSON.stringify({ traceparent: `${traceparent}0` }), { traceparent: `${traceparent}0` });
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
