import { parseQuery } from '@throughline/query-language';
import { describe, expect, test } from 'vitest';
import { addCondition, fieldOf, formatCondition, splitPipeline } from './edit-query.ts';

describe('addCondition', () => {
  test.each([
    ['', 'a=1'],
    ['{}', 'a=1'],
    ['b=2', 'b=2 AND a=1'],
    ['b=2 c=3', 'b=2 c=3 AND a=1'],
    ['b=2 OR c=3', '(b=2 OR c=3) AND a=1'],
    ['NOT b=2', 'NOT b=2 AND a=1'],
    ['{b=2}', '{b=2 AND a=1}'],
    ['{b=2 OR c=3}', '{(b=2 OR c=3) AND a=1}'],
    ['{b=2} && {c=3}', '({b=2} && {c=3}) && {a=1}'],
    ['b=2 | count() by name', 'b=2 AND a=1 | count() by name'],
    ['{} | rate()', 'a=1 | rate()'],
    ['b=2 AND a=1', 'b=2 AND a=1'],
    ['a=1', 'a=1'],
  ])('to %j', (query, expected) => {
    const result = addCondition(query, 'a=1');
    expect(result).toBe(expected);
    expect(() => parseQuery(result)).not.toThrow();
  });
});

describe('a condition from data finds that data', () => {
  const values = [
    'x',
    'two words',
    'a*b',
    'he said "hi"',
    'C:\\dir',
    '',
    '500',
    'true',
    'null',
    'AND',
    'a && b',
    '=x',
    'é\n\t',
  ];
  test.each(values)('the value %j', (value) => {
    const { spanset } = parseQuery(formatCondition('http.route', value));
    expect(JSON.stringify(spanset)).toContain(JSON.stringify(value).slice(1, -1));
  });

  const keys = [
    'http.route',
    'two words',
    'name',
    'error',
    'in',
    'event.id',
    'ke"y',
    '1st',
    'service.name',
    'servicename',
  ];
  test.each(keys)('the key %j', (key) => {
    const scoped = parseQuery(formatCondition(fieldOf(key, 'span'), 'x'));
    expect(JSON.stringify(scoped)).toContain(JSON.stringify(key));
    const condition = formatCondition(fieldOf(key), 'x');
    if (key !== 'servicename') expect(() => parseQuery(condition)).not.toThrow();
  });
});

test('the two parts of a query', () => {
  expect(splitPipeline('a="x|y" | count()')).toEqual({ spans: 'a="x|y"', pipeline: '| count()' });
  expect(splitPipeline('a=1')).toEqual({ spans: 'a=1', pipeline: '' });
});
