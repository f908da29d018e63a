// From "so much since the start" to "so much in this step". A series that starts again counts from nothing.
import { combine, explicitBuckets, exponentialBuckets } from './distribution.ts';
import type { Distribution, ExponentialBuckets } from './distribution.ts';
import type { PointRow } from './metric-points.ts';

/** What happened in a step. */
export interface Increase {
  readonly labels: readonly string[];
  readonly second: number;
  /** Of a sum its number, else how many values were recorded. */
  readonly count: number;
  /** Of the values that were recorded. */
  readonly sum: number;
  readonly distribution: Distribution;
}

/** What a point says, with what is needed to subtract it from the next. */
interface Reading {
  readonly count: number;
  readonly sum: number;
  readonly explicit: Distribution | undefined;
  readonly exponential: ExponentialBuckets | undefined;
}

const NOTHING: Reading = { count: 0, sum: 0, explicit: undefined, exponential: undefined };

/** The increases of delta points: what they say. */
export function readDeltas(rows: readonly PointRow[]): Increase[] {
  return rows.map((row) => subtract(row, readPoint(row), NOTHING));
}

/**
 * The increases of cumulative points.
 *
 * @param rows - by time.
 * @param fromUnixNano - since when they were looked for. A series that started before it is first seen in the middle: how much
 *   its first point adds is not known, but for what is in the same step.
 */
export function subtractCumulative(rows: readonly PointRow[], fromUnixNano: bigint): Increase[] {
  const last = new Map<string, Reading>();
  return rows.flatMap((row) => {
    const key = `${row.series_id} ${row.since}`;
    const reading = readPoint(row);
    const before = last.get(key) ?? firstReading(row, fromUnixNano);
    last.set(key, reading);
    if (before === undefined) return [];
    return [subtract(row, reading, reading.count < before.count ? NOTHING : before)];
  });
}

/** What to subtract from the first point of a series. */
function firstReading(row: PointRow, fromUnixNano: bigint): Reading | undefined {
  if (BigInt(row.since) >= fromUnixNano) return NOTHING;
  return row.first_number === undefined ? undefined : { ...NOTHING, count: row.first_number };
}

function readPoint(row: PointRow): Reading {
  return {
    count: row.number ?? Number(row.amount),
    sum: row.amount_sum ?? 0,
    explicit: row.edges && explicitBuckets(row.edges, row.amounts.map(Number)),
    exponential: row.positive && readExponential(row),
  };
}

function readExponential(row: PointRow): ExponentialBuckets {
  return {
    scale: row.resolution,
    zeroCount: Number(row.zeroes),
    zeroThreshold: row.threshold,
    positive: { offset: row.positive_from, counts: row.positive.map(Number) },
    negative: { offset: row.negative_from, counts: row.negative.map(Number) },
  };
}

function subtract({ label_texts: labels, second }: PointRow, reading: Reading, before: Reading): Increase {
  return {
    labels,
    second,
    count: reading.count - before.count,
    sum: reading.sum - before.sum,
    distribution: subtractDistribution(reading, before),
  };
}

function subtractDistribution(reading: Reading, before: Reading): Distribution {
  if (reading.exponential === undefined) return combine(reading.explicit ?? [], before.explicit ?? [], -1);
  const scale = Math.min(reading.exponential.scale, before.exponential?.scale ?? reading.exponential.scale);
  const earlier = before.exponential === undefined ? [] : exponentialBuckets(before.exponential, scale);
  return combine(exponentialBuckets(reading.exponential, scale), earlier, -1);
}
