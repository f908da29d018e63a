import { HubError } from '../errors.ts';

/** A range of time, end exclusive, in nanoseconds since 1970. */
export interface TimeRange {
  readonly startUnixNano: bigint;
  readonly endUnixNano: bigint;
}

const UNIT_NS: Readonly<Record<string, bigint>> = {
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
};

/** Everything that traces are kept for by default, and a little of the future: clocks differ. */
const DEFAULT_START = '-8d';
const DEFAULT_END = '+5m';

/** The parameters that say it, as JSON schema. */
export const RANGE_PROPERTIES = {
  start: { type: 'string', description: 'RFC 3339, a number since 1970, or like -15m. Default -8d.' },
  end: { type: 'string', description: 'The same, exclusive. Default +5m.' },
} as const;

/** The same as they arrive. */
export interface RangeParameters {
  readonly start?: string;
  readonly end?: string;
}

/**
 * Parses `start` and `end` of a request.
 *
 * @throws HubError `TL_REQUEST`.
 */
export function parseTimeRange(start = DEFAULT_START, end = DEFAULT_END, nowMs = Date.now()): TimeRange {
  const range = { startUnixNano: parseTime(start, nowMs), endUnixNano: parseTime(end, nowMs) };
  if (range.startUnixNano >= range.endUnixNano)
    throw new HubError('TL_REQUEST', `cannot search from ${start} to ${end}: the start is not before the end`);
  return range;
}

/**
 * Parses a time: RFC 3339 (`2026-11-21T10:00:00Z`), relative to now (`-15m`, `-1h`, `+5m`), `now`, or a number since 1970 in
 * seconds, milliseconds, microseconds or nanoseconds, told apart by its size.
 *
 * @throws HubError `TL_REQUEST`.
 */
export function parseTime(text: string, nowMs = Date.now()): bigint {
  if (text === 'now') return BigInt(nowMs) * 1_000_000n;
  const relative = /^([+-])(\d{1,9})([smhd])$/.exec(text);
  if (relative !== null) {
    const distance = BigInt(relative[2]) * UNIT_NS[relative[3]];
    return BigInt(nowMs) * 1_000_000n + (relative[1] === '-' ? -distance : distance);
  }
  if (/^\d{1,19}$/.test(text)) return fromNumber(text);
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new HubError(
      'TL_REQUEST',
      `cannot read the time ${text}: need RFC 3339, a number since 1970, or one like -15m`,
    );
  return BigInt(ms) * 1_000_000n + subMilliseconds(text);
}

function fromNumber(digits: string): bigint {
  const value = BigInt(digits);
  if (value < 100_000_000_000n) return value * 1_000_000_000n;
  if (value < 100_000_000_000_000n) return value * 1_000_000n;
  if (value < 100_000_000_000_000_000n) return value * 1000n;
  return value;
}

/** What `Date` does not keep of a fraction of a second. */
function subMilliseconds(text: string): bigint {
  const fraction = /\.(\d{1,9})/.exec(text)?.[1] ?? '';
  return BigInt(fraction.padEnd(9, '0').slice(3));
}
