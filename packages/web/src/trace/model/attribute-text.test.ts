import { expect, test } from 'vitest';
import { formatBody, formatValue, isComparable, splitBaggage } from './attribute-text.ts';

test.each([
  ['a', 'a', true],
  [1, '1', true],
  [false, 'false', true],
  [['a', 1], '["a",1]', false],
  [{ a: 1 }, '{"a":1}', false],
  [null, 'null', false],
])('%j is %s', (value, text, comparable) => {
  expect(formatValue(value)).toBe(text);
  expect(isComparable(value)).toBe(comparable);
});

test('bodies', () => {
  expect(formatBody('line\nline')).toBe('line\nline');
  expect(formatBody({ a: 1 })).toBe('{\n  "a": 1\n}');
  expect(formatBody(null)).toBe('');
});

test('baggage stands apart, all by name', () =>
  expect(splitBaggage({ b: 1, 'baggage.id': 'x', a: 2 })).toEqual({
    own: [
      ['a', 2],
      ['b', 1],
    ],
    baggage: [['id', 'x']],
  }));
