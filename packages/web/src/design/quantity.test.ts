import { describe, expect, test } from 'vitest';
import { formatBytes, formatCount, formatDurationNs, formatExactNs, formatShare } from './quantity.ts';

describe('formatDurationNs', () => {
  test.each([
    [0, '0 ns'],
    [999, '999 ns'],
    [1000, '1 µs'],
    [1234, '1.23 µs'],
    [999_400, '999 µs'],
    [999_500, '1 ms'],
    [2_100_000_000, '2.1 s'],
    [59_900_000_000, '59.9 s'],
    [90e9, '1.5 min'],
    [3600e9, '1 h'],
    [86_400e9 * 3, '3 d'],
    [-1_500_000, '-1.5 ms'],
    [Number.NaN, '–'],
  ])('%d is %s', (ns, expected) => expect(formatDurationNs(ns)).toBe(expected));
});

test.each([
  [0, '0'],
  [12_345, '12,345'],
  [999_499, '999,499'],
  [999_500, '1 M'],
  [1_234_567, '1.23 M'],
  [0.125, '0.125'],
])('the count %d is %s', (count, expected) => expect(formatCount(count)).toBe(expected));

test.each([
  [0, '0 %'],
  [0.0005, '< 0.1 %'],
  [0.1234, '12.3 %'],
  [0.9999, '> 99.9 %'],
  [1, '100 %'],
])('the share %d is %s', (share, expected) => expect(formatShare(share)).toBe(expected));

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KiB'],
  [1_572_864, '1.5 MiB'],
])('%d bytes are %s', (bytes, expected) => expect(formatBytes(bytes)).toBe(expected));

test('all nanoseconds', () => expect(formatExactNs(1_234_567)).toBe('1,234,567 ns'));
