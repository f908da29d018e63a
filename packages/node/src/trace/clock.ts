// One wall-clock anchor plus the monotonic clock: durations never jump, and reading the time costs one call.
// The result is left in two fields (Unix nanoseconds as signed 32-bit words), because a pair would be an allocation.
import type { TimeInput } from '@opentelemetry/api';

const TWO_32 = 0x1_0000_0000;

/** A jump of the wall clock larger than this (suspend, NTP step) moves the anchor. */
const MAX_DRIFT_MS = 50;

// The global is a getter, which costs as much as the clock itself.
const { performance } = globalThis;

let baseHigh = 0;
let baseLow = 0;
let anchorUnixMs = 0;
anchor(performance.timeOrigin);

/** The last time read, as Unix nanoseconds: `high` × 2³² + `low`, both signed 32-bit words. */
export const clock = { high: 0, low: 0 };

/** Reads the time into `clock`. */
export function readClock(): void {
  readMonotonic(performance.now());
}

function readMonotonic(ms: number): void {
  const nanos = Math.round(ms * 1e6) + baseLow;
  clock.high = (baseHigh + Math.floor(nanos / TWO_32)) | 0;
  clock.low = nanos | 0;
}

/** Moves the anchor if the wall clock and ours have drifted apart. Called once a batch, not once a span. */
export function correctClock(): void {
  const drift = Date.now() - (anchorUnixMs + performance.now());
  if (Math.abs(drift) > MAX_DRIFT_MS) anchor(anchorUnixMs + drift);
}

/** A time in ms below this is one of `performance.now()`, above it one since 1970: as the SDK tells them apart. */
const FIRST_EPOCH_MS = performance.timeOrigin / 2;

/**
 * Puts a time given by the caller into `clock`: epoch ms, `performance.now()` ms, `[seconds, nanoseconds]` or a Date.
 * What is no time stands for now.
 */
export function readTimeInput(time: TimeInput): void {
  if (typeof time === 'number' && time < FIRST_EPOCH_MS && time >= 0) readMonotonic(time);
  else if (typeof time === 'number') setTime(time);
  else if (time instanceof Date) setTime(time.getTime());
  else if (isHrTime(time)) setParts(time[0], time[1]);
  else readClock();
}

/** Whether this is `[seconds, nanoseconds]`. */
export function isHrTime(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && isCount(value[0]) && isCount(value[1]);
}

function isCount(value: unknown): boolean {
  return Number.isFinite(value) && (value as number) >= 0;
}

/** `[seconds, nanoseconds]` of a time in two words. */
export function toHrTime(high: number, low: number): [number, number] {
  const nanos = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)];
}

function anchor(unixMs: number): void {
  anchorUnixMs = unixMs;
  setTime(unixMs, (high, low) => {
    baseHigh = high >>> 0;
    baseLow = low >>> 0;
  });
}

function setTime(unixMs: number, put = putClock): void {
  if (!Number.isFinite(unixMs) || unixMs < 0) return readClock();
  const seconds = Math.floor(unixMs / 1000);
  setParts(seconds, Math.round((unixMs - seconds * 1000) * 1e6), put);
}

function setParts(seconds: number, nanoseconds: number, put = putClock): void {
  const nanos = BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanoseconds));
  put(Number(BigInt.asIntN(32, nanos >> 32n)), Number(BigInt.asIntN(32, nanos)));
}

function putClock(high: number, low: number): void {
  clock.high = high;
  clock.low = low;
}
