import { clampTime } from '../query/compile/window.ts';
import type { Reader } from '../query/reader.ts';
import type { TimeRange } from '../query/search-options.ts';

/** Rows of `red_1m` in a range of whole minutes. The day of a row is that of its minute or, if that is far off, a later one or today. */
export const IN_MINUTES =
  'day >= least(toDate(toDateTime({fromSecond:UInt32})), today()) AND minute >= toDateTime({fromSecond:UInt32}) AND minute <= toDateTime({toSecond:UInt32})';

/** The latest time that a `DateTime` of ClickHouse can hold. */
const MAX_SECOND = 2 ** 32 - 1;

/** The parameters of a statement with this condition. */
export function bindMinutes({ startUnixNano, endUnixNano }: TimeRange): { fromSecond: number; toSecond: number } {
  const fromSecond = toSecond(startUnixNano);
  return { fromSecond: fromSecond - (fromSecond % 60), toSecond: toSecond(endUnixNano - 1n) };
}

function toSecond(unixNano: bigint): number {
  return Math.min(Number(clampTime(unixNano) / 1_000_000_000n), MAX_SECOND);
}

/** How many spans began in the range, to the minute. */
export async function fetchSpanCount(engine: Reader, range: TimeRange): Promise<number> {
  const [{ spans }] = await engine.read<{ spans: string }>(
    `SELECT sum(calls) AS spans FROM red_1m WHERE ${IN_MINUTES}`,
    bindMinutes(range),
  );
  return Number(spans);
}
