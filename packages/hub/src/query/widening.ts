import type { Reader } from './reader.ts';
import { clampTime } from './compile/window.ts';
import type { Window } from './compile/window.ts';

/** Spans in the first window that is searched, and how many times more in the next. */
const FIRST_SPANS = 100_000;
const GROWTH = 8;

/** Spans that a trace is taken to have at most, when rare ones are sought. */
const SPANS_OF_TRACE = 16;

/** What is searched for. */
export interface Sought {
  /** Entries of the list that would be enough. */
  readonly count: number;
  /** Spans that may be among them, in the whole store; infinite if unknown. */
  readonly spans: number;
}

interface EdgeRow {
  /** Start of a minute. */
  readonly second: number;
  /** Spans from there to the end of the range. */
  readonly total: string;
}

/**
 * Where to begin searching from the newest: starts of windows that end where the range ends, each with some times more spans
 * than the one before. The last is the start of the range. A search that stops when it has found enough then costs no more
 * than what it looked at, and one that finds nothing little more than a search of everything. The rarer what is sought, the
 * longer is the first.
 */
export async function fetchWindowStarts(engine: Reader, range: Window, sought?: Sought): Promise<bigint[]> {
  const rows = await engine.read<EdgeRow>(
    `SELECT toUnixTimestamp(min(minute)) AS second, max(so_far) AS total
FROM (SELECT minute, sum(sum(calls)) OVER (ORDER BY minute DESC) AS so_far FROM red_1m
  WHERE minute >= toDateTime({from:UInt32}) AND minute <= toDateTime({to:UInt32}) GROUP BY minute)
GROUP BY greatest(0, ceil(log2(so_far / ${FIRST_SPANS}))) ORDER BY second DESC`,
    { from: toMinute(range.from), to: toMinute(range.to) },
  );
  return [...new Set([...placeStarts(rows, range, sought), range.from])];
}

/** About how many spans began later. */
export async function countSpansAfter(engine: Reader, unixNano: bigint): Promise<number> {
  const [{ spans }] = await engine.read<{ spans: string }>(
    'SELECT sum(calls) AS spans FROM red_1m WHERE minute > toDateTime({minute:UInt32})',
    { minute: toMinute(unixNano) },
  );
  return Number(spans);
}

/** `red_1m` knows nothing between 2106 and the end of time. */
function toMinute(unixNano: bigint): number {
  const seconds = Number(clampTime(unixNano) / 1_000_000_000n);
  return Math.min(seconds - (seconds % 60), 2 ** 32 - 1);
}

function placeStarts(rows: readonly EdgeRow[], range: Window, sought?: Sought): bigint[] {
  const starts = [];
  const total = Number(rows.at(-1)?.total ?? 0);
  const share = sought === undefined ? 0 : (sought.count * SPANS_OF_TRACE) / sought.spans;
  let wanted = Math.max(FIRST_SPANS, share * total);
  let newer = { at: range.to, total: 0 };
  for (const row of rows) {
    const older = { at: BigInt(row.second) * 1_000_000_000n, total: Number(row.total) };
    // What is more than half of the range is not worth a search of its own.
    for (; wanted < older.total && 2 * wanted < total; wanted *= GROWTH) {
      const part = (wanted - newer.total) / (older.total - newer.total);
      // Between two edges spans are taken to be spread evenly.
      const at = newer.at - BigInt(Math.round(Number(newer.at - older.at) * part));
      if (at > range.from) starts.push(at);
    }
    newer = older;
  }
  return starts;
}
