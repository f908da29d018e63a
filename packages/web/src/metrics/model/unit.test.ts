import { expect, test } from 'vitest';
import { unitFormat } from './unit.ts';

test.each([
  ['ms', 'p95', true, 12.3, '12.3 ms'],
  ['s', 'p95', true, 0.0123, '12.3 ms'],
  ['s', 'count', true, 1500, '1,500'],
  ['s', 'rate', true, 2.5, '2.5 /s'],
  ['By', 'rate', false, 2048, '2 KiB /s'],
  ['By', 'value', false, 2048.4, '2 KiB'],
  ['{session}', 'value', false, 3, '3 session'],
  ['1', 'avg', false, 0.123_456, '0.123'],
  ['', 'avg', false, 12_345.678, '12,350'],
  ['%', 'avg', false, 55.5, '55.5 %'],
  ['Cel', 'max', false, 36.6, '36.6 Cel'],
])('%s, %s', (unit, column, counts, value, text) => expect(unitFormat(unit, column, counts)(value)).toBe(text));
