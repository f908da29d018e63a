import type { Span } from '../api/types.ts';
import type { Reader } from './reader.ts';
import { readSpans, SPAN_COLUMNS } from './span-row.ts';
import type { SpanRow } from './span-row.ts';

/** Spans read by one statement, so that neither its result nor its memory grows with the trace. */
const PAGE_SPANS = 20_000;

/**
 * Fetches all spans of a trace with their resources, by start.
 *
 * @param traceId - 32 lower-case hex digits.
 * @returns nothing for a trace that is not in the store.
 */
export async function fetchTraceSpans(engine: Reader, traceId: string): Promise<Span[]> {
  const rows: SpanRow[] = [];
  for (;;) {
    const page = await fetchPage(engine, traceId, rows.at(-1));
    rows.push(...page);
    if (page.length < PAGE_SPANS) return readSpans(engine, rows);
  }
}

/** `WITH TIES`, because a span that was sent twice must not be torn apart by the end of a page. */
function fetchPage(engine: Reader, traceId: string, last: SpanRow | undefined): Promise<SpanRow[]> {
  const after =
    last === undefined ? '' : 'AND (ts, span_id) > (fromUnixTimestamp64Nano({start:Int64}), {spanId:String})';
  return engine.read<SpanRow>(
    `SELECT ${SPAN_COLUMNS} FROM spans
WHERE trace_id = {traceId:String} AND day IN (SELECT day FROM trace_summary WHERE trace_id = {traceId:String}) ${after}
ORDER BY ts, span_id LIMIT ${PAGE_SPANS} WITH TIES`,
    { traceId, ...(last && { start: last.start, spanId: last.span_id }) },
  );
}
