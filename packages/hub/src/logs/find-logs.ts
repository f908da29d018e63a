import type { LogList, LogRecord, LogSeverity } from '../api/types.ts';
import { all, TRUE } from '../query/compile/sql.ts';
import { clampTime } from '../query/compile/window.ts';
import type { Window } from '../query/compile/window.ts';
import { formatCursor, parseCursor } from '../query/cursor.ts';
import { describeLimit } from '../query/limits.ts';
import type { SearchOptions } from '../query/search-options.ts';
import type { Engine } from '../store/engine.ts';
import { compileLogQuery } from './compile-log-query.ts';
import type { LogCondition } from './compile-log-query.ts';
import { LOG_COLUMNS, readLogs } from './log-row.ts';
import type { LogRow } from './log-row.ts';
import { findSeverity } from './severity.ts';

/** Which records. */
export interface LogSearch extends SearchOptions {
  readonly q: string;
  /** 32 lower-case hex digits. */
  readonly traceId?: string;
  readonly service?: string;
  /** The least. */
  readonly severity?: LogSeverity;
}

/** Where a page ended: the time of its last record, and how many of the records of that time were on it or before. */
interface Place {
  readonly unixNano: bigint;
  readonly skip: number;
}

/** How far back one looks first, and how many times farther next. */
const FIRST_WINDOW_NS = 10_000_000_000n;
const GROWTH = 8n;

/**
 * Finds log records, newest first.
 *
 * @throws QueryError; HubError `TL_REQUEST` for a cursor that is none, `TL_STORE_LIMIT`.
 */
export function findLogs(engine: Engine, search: LogSearch): Promise<LogList> {
  return describeLimit(async () => {
    const compiled = restrict(await compileLogQuery(engine, search.q), search);
    const place = search.cursor === undefined ? undefined : parsePlace(search.cursor);
    const rows = await fetchNewest(engine, compiled, { search, place });
    const shown = rows.slice(0, search.limit);
    return {
      logs: await readLogs(engine, shown),
      nextCursor: rows.length > search.limit ? formatPlace(shown, place) : null,
    };
  });
}

function restrict({ condition, parameters }: LogCondition, { traceId, service, severity }: LogSearch): LogCondition {
  const minimum = severity === undefined ? undefined : findSeverity(severity);
  return {
    condition: all(
      traceId === undefined ? TRUE : `trace_id = ${parameters.text(traceId)}`,
      service === undefined ? TRUE : `service = ${parameters.text(service)}`,
      minimum === undefined ? TRUE : `severity_number >= ${parameters.bind('UInt8', minimum)}`,
      condition,
    ),
    parameters,
  };
}

interface PageRequest {
  readonly search: LogSearch;
  readonly place: Place | undefined;
}

/** One row more than the page has, if there is one. */
async function fetchNewest(
  engine: Engine,
  { condition, parameters }: LogCondition,
  { search, place }: PageRequest,
): Promise<LogRow[]> {
  const range = { from: clampTime(search.startUnixNano), to: clampTime(search.endUnixNano - 1n) };
  const to = place === undefined || place.unixNano > range.to ? range.to : place.unixNano;
  const page = { count: search.limit + 1, skip: place?.unixNano === to ? place.skip : 0 };
  let rows: LogRow[] = [];
  for (const from of windowStarts({ from: range.from, to }, search.traceId !== undefined)) {
    rows = await engine.read<LogRow>(pageStatement(condition), { ...parameters.values, from, to, ...page });
    if (rows.length === page.count) break;
  }
  return rows;
}

function pageStatement(condition: string): string {
  return `SELECT ${LOG_COLUMNS} FROM logs
WHERE ts >= fromUnixTimestamp64Nano({from:Int64}) AND ts <= fromUnixTimestamp64Nano({to:Int64}) AND ${condition}
ORDER BY ts DESC, service, span_id, body LIMIT {count:UInt32} OFFSET {skip:UInt32}`;
}

/** @param isSelective - whether an index leaves so little that everything can be looked at, at once. */
function windowStarts({ from, to }: Window, isSelective: boolean): bigint[] {
  if (isSelective || from > to) return [from];
  const now = BigInt(Date.now()) * 1_000_000n;
  const newest = to < now ? to : now;
  const starts: bigint[] = [];
  for (let length = FIRST_WINDOW_NS; newest - length > from; length *= GROWTH) starts.push(newest - length);
  return [...starts, from];
}

function parsePlace(cursor: string): Place {
  const { unixNano, ids } = parseCursor(cursor, 1);
  return { unixNano, skip: Math.min(Number.parseInt(ids[0] || '0', 16), 1_000_000) };
}

function formatPlace(shown: readonly LogRow[], before: Place | undefined): string {
  const unixNano = BigInt(shown.at(-1)!.time);
  const together = shown.filter(({ time }) => BigInt(time) === unixNano).length;
  const skip = together + (before?.unixNano === unixNano ? before.skip : 0);
  return formatCursor({ unixNano, ids: [skip.toString(16)] });
}

/** The first log records of a trace, by time. */
export async function fetchTraceLogs(engine: Engine, traceId: string, limit: number): Promise<LogRecord[]> {
  const rows = await engine.read<LogRow>(
    `SELECT ${LOG_COLUMNS} FROM logs WHERE trace_id = {traceId:String} ORDER BY ts, service, span_id, body LIMIT {limit:UInt32}`,
    { traceId, limit },
  );
  return readLogs(engine, rows);
}
