import { expect, test } from 'vitest';
import { createBaggage } from '../context/baggage.ts';
import { collectReports } from '../trace/fixtures/reports.ts';
import { formatBaggageHeader } from './baggage-header.ts';

const lines = collectReports();

const format = (values: Record<string, string>): string =>
  formatBaggageHeader(
    createBaggage(new Map(Object.entries(values).map(([key, value]) => [key, { value, metadata: '' }]))),
  );
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, '']));

test('is the text of the entries', () => {
  expect(format({})).toBe('');
  expect(format({ a: '1', b: 'x y' })).toBe('a=1,b=x%20y');
  expect(lines).toEqual([]);
});

test.each([
  ['64 entries', many(64), 64, undefined],
  ['a 65th', many(65), 64, 1],
  ['8,192 bytes', { a: 'x'.repeat(8190) }, 1, undefined],
  ['one more', { a: 'x'.repeat(8191), b: '1' }, 1, 1],
  ['keys that are no tokens', { 'a b': '1', 'c,d': '2', e: '3' }, 1, 2],
])('%s: what is left out is said', (_name, values, sent, dropped) => {
  expect(format(values).split(',')).toHaveLength(sent);
  const got = `got ${dropped} entries too many, too long or with other keys`;
  expect(lines).toEqual(dropped === undefined ? [] : [expect.stringContaining(got)]);
});
