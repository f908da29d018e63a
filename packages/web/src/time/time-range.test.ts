import { describe, expect, test } from 'vitest';
import { formatLocalInput, labelRange, resolveRange, resolveTime } from './time-range.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('resolveTime', () => {
  test.each([
    ['now', NOW],
    ['-15m', NOW - 900_000],
    ['+5s', NOW + 5000],
    ['-7d', NOW - 7 * 86_400_000],
    ['2026-11-21T10:00:00Z', Date.UTC(2026, 10, 21, 10)],
    ['1700000000000000000', 1_700_000_000_000],
    ['yesterday', undefined],
    ['-1w', undefined],
    ['', undefined],
  ])('%s', (text, expected) => expect(resolveTime(text, NOW)).toBe(expected));
});

test.each([
  [
    { start: '-5m', end: 'now' },
    { startMs: NOW - 300_000, endMs: NOW },
  ],
  [
    { start: 'now', end: '-5m' },
    { startMs: NOW - 3_600_000, endMs: NOW },
  ],
  [
    { start: 'nonsense', end: 'now' },
    { startMs: NOW - 3_600_000, endMs: NOW },
  ],
])('the range %j', (range, expected) => expect(resolveRange(range, NOW)).toEqual(expected));

test('names of ranges', () => {
  expect(labelRange({ start: '-1h', end: 'now' })).toBe('Last hour');
  expect(labelRange({ start: '-3h', end: '-2h' })).toBe('-3h – -2h');
});

test('a local time for an input comes back as the same moment', () =>
  expect(new Date(formatLocalInput(NOW)).getTime()).toBe(NOW));
