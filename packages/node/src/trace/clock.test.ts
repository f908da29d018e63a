import type { TimeInput } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { clock, correctClock, readClock, readTimeInput, toHrTime } from './clock.ts';

afterEach(() => {
  vi.restoreAllMocks();
  correctClock();
});

function nanos(): bigint {
  return (BigInt(clock.high >>> 0) << 32n) | BigInt(clock.low >>> 0);
}

function nowMs(): number {
  readClock();
  return Number(nanos() / 1000n) / 1000;
}

/** The time that `input` stands for, as nanoseconds since 1970. */
function read(input: unknown): bigint {
  readTimeInput(input as TimeInput);
  return nanos();
}

test('reads the time of day', () => {
  correctClock();
  expect(Math.abs(nowMs() - Date.now())).toBeLessThan(60);
});

test('never goes back', () => {
  let last = 0n;
  for (let index = 0; index < 10_000; index++) {
    readClock();
    expect(nanos()).toBeGreaterThanOrEqual(last);
    last = nanos();
  }
});

test('takes every form of time', () => {
  const table: [input: unknown, nanos: bigint][] = [
    [[1_700_000_000, 123_456_789], 1_700_000_000_123_456_789n],
    [[1_700_000_000, 0], 1_700_000_000_000_000_000n],
    [[1_700_000_000, 999_999_999], 1_700_000_000_999_999_999n],
    [[0, 1], 1n],
    [[4_294_967_296, 1], 4_294_967_296_000_000_001n],
    [new Date(1_700_000_000_123), 1_700_000_000_123_000_000n],
    [new Date(0), 0n],
    [1_700_000_000_123, 1_700_000_000_123_000_000n],
    [1_700_000_000_123.25, 1_700_000_000_123_250_000n],
    // Before this process began, which is no time of its own clock.
    [946_684_800_000, 946_684_800_000_000_000n],
  ];
  for (const [input, expected] of table) expect(read(input), String(input)).toBe(expected);
});

test('takes the time of performance.now() on the same clock as its own', () => {
  const given = performance.now();
  readTimeInput(given);
  const before = nanos();
  readClock();
  expect(nanos() - before).toBeGreaterThanOrEqual(0n);
  expect(nanos() - before).toBeLessThan(1_000_000_000n);
  expect(read(given + 1000) - before).toBe(1_000_000_000n);
  // The whole numbers are shared by all forms: 0 is the time at which the process began.
  expect(Math.abs(Number(read(0) / 1_000_000n) - performance.timeOrigin)).toBeLessThan(100);
});

test('what is no time stands for now', () => {
  const inputs = [
    undefined,
    null,
    'yesterday',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    new Date(Number.NaN),
    new Date(-1),
    [],
    [1],
    [1, 2, 3],
    ['1', '2'],
    [Number.NaN, 0],
    [0, Number.POSITIVE_INFINITY],
    [-1, 0],
    {},
  ];
  for (const input of inputs) {
    const before = nowMs();
    const time = Number(read(input) / 1000n) / 1000;
    expect(time, String(input)).toBeGreaterThanOrEqual(before);
    expect(time, String(input)).toBeLessThan(before + 10_000);
  }
});

test('follows the wall clock when that jumps by more than 50 ms', () => {
  correctClock();
  const before = nowMs();
  const { now } = Date;
  let shift = 40;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + shift);
  correctClock();
  expect(nowMs()).toBeLessThan(before + 3_600_000);
  shift = 3_600_000;
  correctClock();
  expect(Math.abs(nowMs() - Date.now())).toBeLessThan(60);
  shift = -3_600_000;
  correctClock();
  expect(Math.abs(nowMs() - Date.now())).toBeLessThan(60);
});

test('gives seconds and nanoseconds', () => {
  readTimeInput([1_700_000_000, 123_456_789]);
  expect(toHrTime(clock.high, clock.low)).toEqual([1_700_000_000, 123_456_789]);
  expect(toHrTime(-1, -1)).toEqual([18_446_744_073, 709_551_615]);
});
