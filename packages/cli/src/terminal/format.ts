import type { Signal } from '@throughline/wire/decode';

/** Nanoseconds for people: three digits and a unit. */
export function formatDuration(ns: number): string {
  if (ns < 999.5) return `${Math.round(ns)} ns`;
  if (ns < 999.5e3) return `${threeDigits(ns / 1e3)} µs`;
  if (ns < 999.5e6) return `${threeDigits(ns / 1e6)} ms`;
  if (ns < 59.95e9) return `${threeDigits(ns / 1e9)} s`;
  const seconds = Math.round(ns / 1e9);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** The same for columns that are aligned to the right: units take two columns, so that digits stand below digits. */
export function alignDuration(ns: number): string {
  const text = formatDuration(ns);
  return / .$/.test(text) ? `${text} ` : text;
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

/** A time as `2026-11-21 13:05:09.123`, in the local time zone. */
export function formatTime(unixNano: string): string {
  const date = new Date(Number(BigInt(unixNano) / 1_000_000n));
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** A time for lists: `13:05:09.123`, with the day in front if it is another than today. */
export function formatShortTime(unixNano: string, nowMs = Date.now()): string {
  const text = formatTime(unixNano);
  const today = formatTime(`${nowMs}000000`).slice(0, 10);
  return text.startsWith(today) ? text.slice(11) : text.slice(5);
}

/** A number for people: `12,345`, `0.0213`, `3.14`. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

/** `16 B`, `1.50 KiB`, `3.2 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < BYTE_UNITS.length - 1; unit++) value /= 1024;
  return `${unit === 0 ? value : threeDigits(value)} ${BYTE_UNITS[unit]}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

const ITEMS: Readonly<Record<Signal, string>> = { traces: 'span', logs: 'log record', metrics: 'data point' };

/** `1 log record`, `12,000 data points`. */
export function countItems(value: number, signal: Signal): string {
  return count(value, ITEMS[signal]);
}

/** `1 span`, `12,000 spans`. */
export function count(value: number, noun: string): string {
  return `${value.toLocaleString('en')} ${noun}${value === 1 ? '' : 's'}`;
}
