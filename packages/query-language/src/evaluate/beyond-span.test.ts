import { expect, test } from 'vitest';
import { parseQuery } from '../parse/parse-query.ts';
import { findBeyondSpan } from './beyond-span.ts';

test('what needs more than one span is found', () => {
  const check = (query: string, expected: string | undefined) => {
    const range = findBeyondSpan(parseQuery(query));
    expect(range && query.slice(range.from, range.to), query).toBe(expected);
  };
  check('a=1 AND NOT (b OR status=error)', undefined);
  check('', undefined);
  check('a (b OR NOT traceDuration > 1s)', 'traceDuration');
  check('rootService IN (a)', 'rootService');
  check('{a} > {b}', '{a} > {b}');
  check('a | count()', '| count()');
});
