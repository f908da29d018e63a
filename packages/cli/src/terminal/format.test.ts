import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatNumber, formatShortTime, formatTime } from './format.ts';

test('durations have three digits and a unit', () => {
  const check = (ns: number, expected: string): void => expect(formatDuration(ns)).toBe(expected);
  check(0, '0 ns');
  check(999, '999 ns');
  check(1000, '1.00 µs');
  check(9_994, '9.99 µs');
  check(9_996, '10.0 µs');
  check(999_400, '999 µs');
  check(999_600, '1.00 ms');
  check(999_999_999, '1.00 s');
  check(12_345_678, '12.3 ms');
  check(59_940_000_000, '59.9 s');
  check(59_960_000_000, '1 min 0 s');
  check(3_599_000_000_000, '59 min 59 s');
  check(3_600_000_000_000, '1 h 0 min');
});

test('numbers and bytes', () => {
  const check = (value: number, expected: string): void => expect(formatNumber(value)).toBe(expected);
  check(0, '0');
  check(12_345, '12,345');
  check(0.021_345, '0.0213');
  check(999.4, '999');
  check(1234.5, '1,235');
  expect([0, 1023, 1024, 1536, 5 * 2 ** 30].map(formatBytes)).toEqual([
    '0 B',
    '1023 B',
    '1.00 KiB',
    '1.50 KiB',
    '5.00 GiB',
  ]);
});

test('the day stands only before times of other days', () => {
  const at = (...parts: [number, number, number, number, number]): number => new Date(...parts).getTime();
  const now = at(2026, 10, 21, 23, 59);
  expect(formatTime(`${at(2026, 10, 21, 1, 2)}123456`)).toBe('2026-11-21 01:02:00.000');
  expect(formatShortTime(`${at(2026, 10, 21, 0, 0)}000000`, now)).toBe('00:00:00.000');
  expect(formatShortTime(`${at(2026, 10, 20, 23, 59)}000000`, now)).toBe('11-20 23:59:00.000');
});
