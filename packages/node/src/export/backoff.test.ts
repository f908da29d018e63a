import { describe, expect, it } from 'vitest';
import { backoffMs, parseRetryAfter, retryAfterMs } from './backoff.ts';

function range(next: () => number): { least: number; most: number } {
  const values = Array.from({ length: 2000 }, next);
  return { least: Math.min(...values), most: Math.max(...values) };
}

describe('backoffMs', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [4, 8000],
    [5, 15_000],
    [100, 15_000],
    [2000, 15_000],
  ])('of attempt %i is spread around %i ms', (attempt, middle) => {
    const { least, most } = range(() => backoffMs(attempt));
    expect(least).toBeGreaterThanOrEqual(middle * 0.7);
    expect(least).toBeLessThan(middle * 0.8);
    expect(most).toBeGreaterThan(middle * 1.2);
    expect(most).toBeLessThanOrEqual(middle * 1.3);
  });
});

describe('retryAfterMs', () => {
  it.each([
    [0, 100],
    [100, 100],
    [7000, 7000],
    [300_000, 300_000],
    [86_400_000, 300_000],
    [Number.POSITIVE_INFINITY, 300_000],
  ])('of %i is %i ms or a little later', (asked, least) => {
    const { least: shortest, most } = range(() => retryAfterMs(asked));
    expect(shortest).toBeGreaterThanOrEqual(least);
    expect(most).toBeGreaterThan(least * 1.05);
    expect(most).toBeLessThanOrEqual(least * 1.1);
  });
});

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 10, 21, 12, 0, 0);

  it.each([
    [undefined, undefined],
    ['', undefined],
    [' ', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Saturday, 21-Nov-26 12:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ])('%j is %j', (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
