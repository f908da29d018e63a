// Numbers about many spans need not be computed from each of them. Those that only ask what `red_1m` knows are computed from
// it, but for the minutes that the range cuts, whose spans are added up on the spot:
//
//   range          |-----------------------------------|
//   minutes      |···|   |   |   |   |   |   |   |   |···|
//   read         spans ‖ ─────────── red_1m ───────── ‖ spans
import type { Aggregate, Field, Pipeline, Spanset } from '@throughline/query-language';
import { DURATION_STATE } from '../../store/schema/span-sums.ts';
import { predicatesOf } from './connectives.ts';
import { all, any } from './sql.ts';
import type { SqlParameters } from './sql.ts';
import type { Window } from './window.ts';

/** Whole minutes, in seconds since 1970, the end excluded, and what is left of the range around them. */
export interface Minutes {
  readonly from: number;
  readonly to: number;
  /** With both ends included. */
  readonly cut: readonly Window[];
}

/** What `red_1m` keeps apart. */
const KEPT_APART: ReadonlySet<string> = new Set(['serviceName', 'name', 'kind', 'status']);

/** Whether these numbers can be computed from `red_1m`, those of steps that are so long included. */
export function isKnownBySums(spanset: Spanset, { aggregates, having, by }: Pipeline, stepSeconds: number): boolean {
  if (stepSeconds % 60 !== 0 || spanset.type !== 'filter') return false;
  const computed = having === null ? aggregates : [...aggregates, having.aggregate];
  const predicates = spanset.expression === null ? [] : predicatesOf(spanset.expression);
  return (
    predicates.every((predicate) => predicate.type !== 'text' && isKeptApart(predicate.field)) &&
    by.every(isKeptApart) &&
    computed.every(isKnownAggregate)
  );
}

function isKnownAggregate({ function: name, field }: Aggregate): boolean {
  if (name === 'count' || name === 'rate') return field === null || isDuration(field) || isKeptApart(field);
  return name !== 'min' && name !== 'max' && isDuration(field!);
}

function isDuration(field: Field): boolean {
  return field.type === 'intrinsic' && field.name === 'duration';
}

function isKeptApart(field: Field): boolean {
  return field.type === 'intrinsic' && KEPT_APART.has(field.name);
}

const MINUTE_NS = 60_000_000_000n;

/** The last minute that a `DateTime` of ClickHouse can hold: all that is later counts as it. */
const LAST_MINUTE = 2n ** 32n / 60n;

/** Finds the whole minutes of a range; `undefined` if it has none. */
export function findWholeMinutes({ from, to }: Window): Minutes | undefined {
  const first = (from + MINUTE_NS - 1n) / MINUTE_NS;
  const behind = (to + 1n) / MINUTE_NS;
  const end = behind < LAST_MINUTE ? behind : LAST_MINUTE;
  if (end <= first) return undefined;
  const cut = [
    { from, to: first * MINUTE_NS - 1n },
    { from: end * MINUTE_NS, to },
  ];
  return { from: Number(first) * 60, to: Number(end) * 60, cut: cut.filter((window) => window.from <= window.to) };
}

/**
 * Rows like those of `red_1m`, with the step they belong to instead of the minute, of the spans that the condition leaves.
 *
 * @param condition - on what is kept apart.
 */
export function sumsOfSpans({ from, to, cut }: Minutes, condition: string, parameters: SqlParameters): string {
  const minute = (seconds: number): string => `toDateTime(${parameters.bind('UInt32', seconds)})`;
  const time = (unixNano: bigint): string => `fromUnixTimestamp64Nano(${parameters.bind('Int64', unixNano)})`;
  const isCut = any(...cut.map((window) => `ts BETWEEN ${time(window.from)} AND ${time(window.to)}`));
  return `(SELECT intDiv(toInt64(toUInt32(minute)) * 1000000000, {stepNs:Int64}) AS step,
    service, name, kind, status, calls, toFloat64(duration_sum) AS duration_sum, duration
  FROM red_1m WHERE ${all(`minute >= ${minute(from)}`, `minute < ${minute(to)}`, condition)}
  UNION ALL SELECT intDiv(toUnixTimestamp64Nano(ts), {stepNs:Int64}) AS step,
    service, name, kind, status, count(), sum(toFloat64(duration_ns)), ${DURATION_STATE}
  FROM spans WHERE ${all(isCut, condition)} GROUP BY step, service, name, kind, status)`;
}
