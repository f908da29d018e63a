import type { ServiceSummary } from '@throughline/hub';
import { expect, test } from 'vitest';
import { formatSort, parseSort, sortBy, sortRows } from './sort.ts';

const FALLBACK = { column: 'name', descending: false } as const;

test.each([
  [undefined, FALLBACK],
  ['', FALLBACK],
  ['toString', FALLBACK],
  ['-', FALLBACK],
  ['p95', { column: 'p95', descending: false }],
  ['-errors', { column: 'errors', descending: true }],
])('%j is read', (text, sort) => expect(parseSort(text, FALLBACK)).toEqual(sort));

test('what is written is read again', () => {
  const sort = { column: 'seen', descending: true } as const;
  expect(parseSort(formatSort(sort), FALLBACK)).toEqual(sort);
});

test('the first click on a number shows the greatest, the second the least', () => {
  const first = sortBy('p95', FALLBACK);
  expect(first).toEqual({ column: 'p95', descending: true });
  expect(sortBy('p95', first)).toEqual({ column: 'p95', descending: false });
  expect(sortBy('name', first)).toEqual(FALLBACK);
});

test.each([
  ['name', 'a2,a10,b'],
  ['-calls', 'b,a10,a2'],
  ['-errors', 'a2,b,a10'],
  ['p95', 'a10,a2,b'],
])('rows by %s', (text, names) => {
  const rows = [
    row({ name: 'b', calls: 100, errors: 1, p95Ns: 3 }),
    row({ name: 'a10', calls: 10, errors: 0, p95Ns: 1 }),
    row({ name: 'a2', calls: 1, errors: 1, p95Ns: 2 }),
  ];
  const sorted = sortRows(rows, parseSort(text, FALLBACK));
  expect(sorted.map(({ name }) => name).join()).toBe(names);
});

function row(values: Partial<ServiceSummary>): ServiceSummary {
  return {
    name: '',
    calls: 0,
    errors: 0,
    p50Ns: 0,
    p95Ns: 0,
    p99Ns: 0,
    lastSeenUnixNano: '0',
    exemplarTraceId: '',
    spans: 0,
    ...values,
  };
}
