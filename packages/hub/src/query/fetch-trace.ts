// A large trace is read in two steps: the heads of all its spans, which its tree is made of, and whole those that are asked
// for. A small one is read whole at once: what it costs is mostly to find the places in the store where its spans lie.
import type { Span } from '../api/types.ts';
import type { SpanHead } from '../trace-tree/span-head.ts';
import type { Reader } from './reader.ts';
import { HEAD_COLUMNS, readHeads, readSpans, SPAN_COLUMNS } from './span-row.ts';
import type { HeadRow, SpanRow } from './span-row.ts';

/** Heads read by one statement, so that neither its result nor its memory grows with the trace. */
const PAGE_HEADS = 50_000;

const IS_OF_TRACE =
  'trace_id = {traceId:String} AND day IN (SELECT day FROM trace_summary WHERE trace_id = {traceId:String})';

/** What the store says of a trace before its spans are read. */
export interface TraceExtent {
  /** Changes when spans arrive. */
  readonly version: string;
  /** As many as were loaded. */
  readonly spans: number;
  /** The partitions that have spans of it. */
  readonly days: readonly string[];
}

/** Fetches how large a trace is; nothing for one that is not in the store. */
export async function fetchTraceExtent(engine: Reader, traceId: string): Promise<TraceExtent> {
  const [{ spans, last, days }] = await engine.read<{ spans: string; last: string; days: readonly string[] }>(
    `SELECT sum(span_count) AS spans, toString(max(end)) AS last, groupUniqArray(toString(day)) AS days
FROM trace_summary WHERE trace_id = {traceId:String}`,
    { traceId },
  );
  return { version: `${spans} ${last}`, spans: Number(spans), days };
}

/** Fetches all spans of a trace, by start. For one that is small enough to be held whole. */
export async function fetchWholeTrace(
  engine: Reader,
  traceId: string,
  { days }: Pick<TraceExtent, 'days'>,
): Promise<Span[]> {
  const rows = await engine.read<SpanRow>(
    `SELECT ${SPAN_COLUMNS} FROM spans WHERE trace_id = {traceId:String} AND day IN {days:Array(Date)} ORDER BY ts, span_id`,
    { traceId, days },
  );
  return readSpans(engine, rows);
}

/** The head of a span that was read whole. */
export function headOf(span: Span): SpanHead {
  const { traceId, spanId, parentSpanId, name, service, kind, status, startUnixNano, durationNs, resource } = span;
  const ids = { traceId, spanId, parentSpanId };
  const eventTimes = span.events.map(({ timeUnixNano }) => timeUnixNano);
  const head = { ...ids, name, service, kind, status, startUnixNano, durationNs, resource };
  return { ...head, eventTimes, linkCount: span.links.length };
}

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
  return pairSpans(heads, await fetchSpans(engine, heads));
}

/** Finds the span of each head. Of spans that only their details tell apart, each is the span of one of their heads. */
export function pairSpans<Head extends SpanHead>(
  heads: readonly Head[],
  spans: readonly Span[],
): ReadonlyMap<Head, Span> {
  const alike = Map.groupBy(spans, keyOf);
  const pairs = new Map<Head, Span>();
  for (const head of heads) {
    const span = alike.get(keyOf(head))?.pop();
    if (span !== undefined) pairs.set(head, span);
  }
  return pairs;
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
