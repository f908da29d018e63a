// A trace is read in two steps: the heads of all its spans, which its tree is made of, and whole those that are asked for.
import type { Span } from '../api/types.ts';
import type { SpanHead } from '../trace-tree/span-head.ts';
import type { Reader } from './reader.ts';
import { HEAD_COLUMNS, readHeads, readSpans, SPAN_COLUMNS } from './span-row.ts';
import type { HeadRow, SpanRow } from './span-row.ts';

/** Heads read by one statement, so that neither its result nor its memory grows with the trace. */
const PAGE_HEADS = 50_000;

const IS_OF_TRACE =
  'trace_id = {traceId:String} AND day IN (SELECT day FROM trace_summary WHERE trace_id = {traceId:String})';

/**
 * Fetches the heads of all spans of a trace, by start.
 *
 * @param traceId - 32 lower-case hex digits.
 * @returns nothing for a trace that is not in the store.
 */
export async function fetchTraceHeads(engine: Reader, traceId: string): Promise<SpanHead[]> {
  const rows: HeadRow[] = [];
  for (;;) {
    const page = await fetchPage(engine, traceId, rows.at(-1));
    for (const row of page) rows.push(row);
    if (page.length < PAGE_HEADS) return readHeads(engine, rows);
  }
}

/** `WITH TIES`, because a span that was sent twice must not be torn apart by the end of a page. */
function fetchPage(engine: Reader, traceId: string, last: HeadRow | undefined): Promise<HeadRow[]> {
  const after =
    last === undefined ? '' : 'AND (ts, span_id) > (fromUnixTimestamp64Nano({start:Int64}), {spanId:String})';
  return engine.read<HeadRow>(
    `SELECT ${HEAD_COLUMNS} FROM spans WHERE ${IS_OF_TRACE} ${after}
ORDER BY ts, span_id LIMIT ${PAGE_HEADS} WITH TIES`,
    { traceId, ...(last && { start: last.start, spanId: last.span_id }) },
  );
}

/**
 * Fetches the spans of these heads, which are of one trace. Of spans that only their details tell apart, each is the span of
 * one of their heads.
 *
 * @returns without those that have left the store.
 */
export async function fetchTraceSpans<Head extends SpanHead>(
  engine: Reader,
  heads: readonly Head[],
): Promise<ReadonlyMap<Head, Span>> {
  const alike = Map.groupBy(await fetchSpans(engine, heads), keyOf);
  const spans = new Map<Head, Span>();
  for (const head of heads) {
    const span = alike.get(keyOf(head))?.pop();
    if (span !== undefined) spans.set(head, span);
  }
  return spans;
}

/** The spans of these heads, and others of the same id and start. The range is for the index of times. */
async function fetchSpans(engine: Reader, heads: readonly SpanHead[]): Promise<Span[]> {
  if (heads.length === 0) return [];
  const starts = heads.map(({ startUnixNano }) => BigInt(startUnixNano)).toSorted((a, b) => (a < b ? -1 : 1));
  const rows = await engine.read<SpanRow>(
    `SELECT ${SPAN_COLUMNS} FROM spans
WHERE ${IS_OF_TRACE} AND ts >= fromUnixTimestamp64Nano({first:Int64}) AND ts <= fromUnixTimestamp64Nano({last:Int64})
AND (span_id, toString(toUnixTimestamp64Nano(ts))) IN (
  SELECT arrayJoin(arrayZip({spanIds:Array(String)}, {starts:Array(String)})))`,
    {
      traceId: heads[0].traceId,
      first: starts[0],
      last: starts.at(-1)!,
      spanIds: heads.map(({ spanId }) => spanId),
      starts: heads.map(({ startUnixNano }) => startUnixNano),
    },
  );
  return readSpans(engine, rows);
}

function keyOf({ startUnixNano, spanId, parentSpanId, durationNs, ...head }: Span | SpanHead): string {
  return `${startUnixNano} ${spanId} ${parentSpanId} ${durationNs} ${head.kind} ${head.status} ${head.service} ${head.name}`;
}
