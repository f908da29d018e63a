import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration, suggestDuration } from './duration.ts';

test('durations', () => {
  const cases: [string, bigint | undefined][] = [
    ['1ns', 1n],
    ['1us', 1_000n],
    ['1µs', 1_000n],
    ['1μs', 1_000n],
    ['1ms', 1_000_000n],
    ['2s', 2_000_000_000n],
    ['1m', 60_000_000_000n],
    ['1h', 3_600_000_000_000n],
    ['1d', 86_400_000_000_000n],
    ['1m30s', 90_000_000_000n],
    ['1h0.5m1ms', 3_630_001_000_000n],
    ['1.5s', 1_500_000_000n],
    ['0.1s', 100_000_000n],
    ['0.4ns', 0n],
    ['0.5ns', 1n],
    ['0s', 0n],
    ['99999999999999999999ns', 99_999_999_999_999_999_999n],
    ['', undefined],
    ['5', undefined],
    ['s', undefined],
    ['.5s', undefined],
    ['5.s', undefined],
    ['-5s', undefined],
    ['5 s', undefined],
    ['5S', undefined],
    ['5sec', undefined],
    ['5s3', undefined],
    ['1e3s', undefined],
  ];
  for (const [text, expected] of cases) expect(parseDuration(text), text).toBe(expected);
});

test('what was probably meant', () => {
  const cases: [string, string | undefined][] = [
    ['5', '5ms'],
    ['1.5', '1.5ms'],
    ['5S', '5s'],
    ['2secs', '2s'],
    ['1hour30Minutes', '1h30m'],
    ['10millis', '10ms'],
    ['5w', undefined],
    ['soon', undefined],
    ['-5s', undefined],
  ];
  for (const [text, expected] of cases) expect(suggestDuration(text), text).toBe(expected);
});

test('writing and reading', () => {
  const cases: [number, string][] = [
    [0, '0s'],
    [1, '1ns'],
    [1_500, '1500ns'],
    [2e9, '2s'],
    [90e9, '90s'],
    [86_400e9, '1d'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991ns'],
  ];
  for (const [nanoseconds, text] of cases) expect(formatDuration(nanoseconds)).toBe(text);
  fc.assert(
    fc.property(fc.maxSafeNat(), (nanoseconds) => {
      expect(parseDuration(formatDuration(nanoseconds))).toBe(BigInt(nanoseconds));
    }),
  );
});
