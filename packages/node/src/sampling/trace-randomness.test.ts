import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeed, traceIdEndingIn } from './fixtures/seed.ts';
import {
  exactThreshold,
  formatThreshold,
  parseRandomness,
  parseThreshold,
  reaches,
  roundedThreshold,
  traceIdReaches,
  type Uint56,
} from './trace-randomness.ts';

function thresholdText(ratio: number): string | undefined {
  const threshold = roundedThreshold(ratio);
  return threshold && formatThreshold(threshold);
}

test('rounds the threshold as the specification tabulates it for precision 4', () => {
  const table: [ratio: number, text: string][] = [
    [1, '0'],
    [1 / 2, '8'],
    [1 / 3, 'aaab'],
    [1 / 4, 'c'],
    [1 / 5, 'cccd'],
    [1 / 8, 'e'],
    [1 / 10, 'e666'],
    [1 / 16, 'f'],
    [1 / 100, 'fd70a'],
    [1 / 1000, 'ffbe77'],
    [1 / 10_000, 'fff9724'],
    [1 / 100_000, 'ffff583a'],
    [1 / 1_000_000, 'ffffef39'],
  ];
  for (const [ratio, text] of table) expect(thresholdText(ratio), String(ratio)).toBe(text);
});

test('the smallest ratio is 2^-56, below nothing is kept, and above 1 everything is', () => {
  expect(thresholdText(2 ** -56)).toBe('ffffffffffffff');
  expect(thresholdText(2 ** -57)).toBeUndefined();
  expect(thresholdText(0)).toBeUndefined();
  expect(exactThreshold(0)).toBeUndefined();
  expect(exactThreshold(2 ** -56)).toEqual({ high: 0xff_ffff, low: 0xffff_ffff });
  expect(exactThreshold(1)).toEqual({ high: 0, low: 0 });
  expect(exactThreshold(2)).toEqual({ high: 0, low: 0 });
  // One part in 2^53 less than everything: too little for four digits, exact otherwise.
  expect(thresholdText(1 - 2 ** -53)).toBe('0');
  expect(exactThreshold(1 - 2 ** -53)).toEqual({ high: 0, low: 8 });
});

test('parses 1 to 14 lower-case hex digits, and exactly 14 for randomness', () => {
  expect(parseThreshold('c')).toEqual({ high: 0xc0_0000, low: 0 });
  expect(parseThreshold('0')).toEqual({ high: 0, low: 0 });
  expect(parseThreshold('ffffffffffffff')).toEqual({ high: 0xff_ffff, low: 0xffff_ffff });
  for (const text of ['', 'fffffffffffffff', 'C', '0x1', ' c', '-1']) expect(parseThreshold(text)).toBeUndefined();
  expect(parseRandomness('6e6d1a75832a2f')).toEqual({ high: 0x6e_6d1a, low: 0x75_832a_2f });
  expect(parseRandomness('6e6d1a75832a2')).toBeUndefined();
  expect(parseRandomness('6e6d1a75832a2f0')).toBeUndefined();
});

test('thresholds survive format and parse', () => {
  const thresholds = fc.record({ high: fc.nat(0xff_ffff), low: fc.nat(0xffff_ffff) });
  fc.assert(
    fc.property(thresholds, (value) => {
      expect(parseThreshold(formatThreshold(value))).toEqual(value);
    }),
  );
});

test('a higher ratio never has a higher threshold, rounded or not', () => {
  const ratios = fc.double({ min: 2 ** -56, max: 1, noNaN: true });
  fc.assert(
    fc.property(ratios, ratios, (one, other) => {
      const [low, high] = one < other ? [one, other] : [other, one];
      expect(reaches(exactThreshold(low) as Uint56, exactThreshold(high) as Uint56)).toBe(true);
      expect(reaches(roundedThreshold(low) as Uint56, roundedThreshold(high) as Uint56)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('rounding changes the ratio by less than one part in 2^12', () => {
  fc.assert(
    fc.property(fc.double({ min: 2 ** -40, max: 0.999, noNaN: true }), (ratio) => {
      const { high, low } = roundedThreshold(ratio) as Uint56;
      const actual = 1 - (high * 2 ** 32 + low) / 2 ** 56;
      expect(Math.abs(actual / ratio - 1)).toBeLessThan(2 ** -12);
    }),
  );
});

test('compares the last 7 bytes of the trace id as an unsigned number', () => {
  const threshold = parseThreshold('80000080000000') as Uint56;
  const check = (digits: string, expected: boolean): void => {
    const seed = createSeed({ traceId: traceIdEndingIn(digits) });
    expect(traceIdReaches(seed, threshold), digits).toBe(expected);
    expect(reaches(parseRandomness(digits) as Uint56, threshold), digits).toBe(expected);
  };
  check('80000080000000', true);
  check('8000007fffffff', false);
  check('800000ffffffff', true);
  check('80000100000000', true);
  check('7fffffffffffff', false);
  check('ffffffffffffff', true);
  check('00000000000000', false);
});
