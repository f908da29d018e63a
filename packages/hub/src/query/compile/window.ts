import type { SqlParameters } from './sql.ts';

/** A range of nanoseconds since 1970, both ends included. */
export interface Window {
  readonly from: bigint;
  readonly to: bigint;
}

const FROM = 'fromUnixTimestamp64Nano({windowFrom:Int64})';
const TO = 'fromUnixTimestamp64Nano({windowTo:Int64})';

/** Rows of `spans` in the window. */
export const SPANS_IN_WINDOW = `ts >= ${FROM} AND ts <= ${TO}`;

/** Rows of `spans` in the range of a search, which is narrower than the window where other spans of the traces count too. */
export const STARTED_IN_RANGE =
  'ts >= fromUnixTimestamp64Nano({from:Int64}) AND ts <= fromUnixTimestamp64Nano({to:Int64})';

/** Rows of `trace_summary` that may have spans in the window. */
export const TRACES_IN_WINDOW = `end >= ${FROM} AND start <= ${TO}`;

/** The latest time that ClickHouse can hold. */
export const MAX_TIME = 2n ** 63n - 1n;

/** The parameters of a statement with these conditions. */
export function bindWindow(parameters: SqlParameters, { from, to }: Window): SqlParameters['values'] {
  return { ...parameters.values, windowFrom: clampTime(from), windowTo: clampTime(to) };
}

/** A time that ClickHouse can hold. */
export function clampTime(unixNano: bigint): bigint {
  if (unixNano < 0n) return 0n;
  return unixNano > MAX_TIME ? MAX_TIME : unixNano;
}
