// 56-bit numbers of consistent sampling: thresholds and randomness, each as two parts that fit a double without loss.
// https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/
import type { SpanSeed } from '../trace/span-seed.ts';

/** Hex digits of 56 bits. */
const DIGITS = 14;

const TWO_56 = 2 ** 56;
const TWO_32 = 2 ** 32;

/** A whole number below 2⁵⁶: `high` has 24 bits, `low` 32, both unsigned. */
export interface Uint56 {
  readonly high: number;
  readonly low: number;
}

/** Whether `randomness` is at least `threshold`: the one comparison of consistent sampling. */
export function reaches(randomness: Uint56, threshold: Uint56): boolean {
  if (randomness.high !== threshold.high) return randomness.high > threshold.high;
  return randomness.low >= threshold.low;
}

/** The same with the last 7 bytes of the seed's trace id as randomness. */
export function traceIdReaches(seed: SpanSeed, threshold: Uint56): boolean {
  const high = seed.traceWord2 & 0xff_ffff;
  if (high !== threshold.high) return high > threshold.high;
  return seed.traceWord3 >>> 0 >= threshold.low;
}

/**
 * How many of 2⁵⁶ traces are rejected where `ratio` of them is kept, exactly.
 *
 * @returns `undefined` below the smallest ratio there is, 2⁻⁵⁶: nothing is kept.
 */
export function exactThreshold(ratio: number): Uint56 | undefined {
  const rejected = rejectedOf(ratio);
  return rejected === undefined ? undefined : split(rejected);
}

/** The same, rounded to four significant hex digits, so that the text in `tracestate` stays short. */
export function roundedThreshold(ratio: number): Uint56 | undefined {
  const rejected = rejectedOf(ratio);
  if (rejected === undefined) return undefined;
  const unit = 1n << BigInt(4 * (DIGITS - precisionOf(ratio)));
  return split(((rejected + unit / 2n) / unit) * unit);
}

function rejectedOf(ratio: number): bigint | undefined {
  const kept = Math.min(ratio, 1) * TWO_56;
  return kept >= 1 ? BigInt(TWO_56) - BigInt(Math.round(kept)) : undefined;
}

/** Four digits after the leading `f`s: there is one for every four halvings of the ratio. */
function precisionOf(ratio: number): number {
  const halvings = Math.max(0, Math.ceil(-Math.log2(ratio)) - 1);
  return Math.min(DIGITS, 4 + Math.floor(halvings / 4));
}

function split(value: bigint): Uint56 {
  return { high: Number(value / BigInt(TWO_32)), low: Number(value % BigInt(TWO_32)) };
}

/** Hex digits without the zeros at the end, as the `th` sub-key has them; `0` for 0. */
export function formatThreshold({ high, low }: Uint56): string {
  const digits = high.toString(16).padStart(6, '0') + low.toString(16).padStart(8, '0');
  return digits.replace(/0+$/, '') || '0';
}

const HEX = /^[0-9a-f]{1,14}$/;

/** The number that 1 to 14 lower-case hex digits begin: missing ones at the end are zeros. */
export function parseThreshold(text: string): Uint56 | undefined {
  if (!HEX.test(text)) return undefined;
  const digits = text.padEnd(DIGITS, '0');
  return { high: Number.parseInt(digits.slice(0, 6), 16), low: Number.parseInt(digits.slice(6), 16) };
}

/** The number of exactly 14 lower-case hex digits, as the `rv` sub-key has it. */
export function parseRandomness(text: string): Uint56 | undefined {
  return text.length === DIGITS ? parseThreshold(text) : undefined;
}
