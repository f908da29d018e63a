// Decides `>>`, which SQL cannot. The store says of every span which filters it fulfils; the evaluator of the query language
// then needs nothing but that, and who is whose parent.
import { evaluateQuery } from '@throughline/query-language';
import type { Query, QuerySpan, SpanFilter, Spanset } from '@throughline/query-language';
import type { Reader } from './reader.ts';
import type { CompiledSpanset } from './compile/compile-spanset.ts';
import { bindWindow, MAX_TIME } from './compile/window.ts';

/** A span reduced to what relations are about. Spans with the same fields are all in a set, or none is. */
export interface SpanMarks {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string;
  /** One digit for each filter of the set: 1 if the span fulfils it. */
  readonly marks: string;
}

/** The same as it was read. */
export interface MarksRow extends SpanMarks {
  readonly start: string;
}

/** Spans read by one statement. */
const PAGE_SPANS = 50_000;

/** The same of a row of `spans`. */
export function keyOfMarksSql(spanset: CompiledSpanset): string {
  return `concat(trace_id, ' ', span_id, ' ', parent_span_id, ' ', ${marksOf(spanset)})`;
}

/** Spans that are read for one answer. A search that would need more ends with a cursor. */
export const MAX_EXAMINED_SPANS = 500_000;

/** Spans that are decided together. */
const BATCH_SPANS = 50_000;

/** A trace and how many spans it has. */
export interface TraceSize {
  readonly trace_id: string;
  readonly spans: string;
}

/** Traces in their order, in groups that are not too large to be decided together. */
export function batchesOf<Trace extends TraceSize>(traces: readonly Trace[]): Trace[][] {
  const batches: Trace[][] = [];
  let spans = BATCH_SPANS;
  for (const trace of traces) {
    if (spans + Number(trace.spans) > BATCH_SPANS) {
      batches.push([]);
      spans = 0;
    }
    batches.at(-1)!.push(trace);
    spans += Number(trace.spans);
  }
  return batches;
}

/** Which of these traces the set has spans of. */
export async function findMatchingTraces(
  engine: Reader,
  spanset: CompiledSpanset,
  traceIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const spans = await findMatchingSpans(engine, spanset, traceIds);
  return new Set(spans.map((span) => span.trace_id));
}

/** The spans of these traces that are in the set. */
export async function findMatchingSpans(
  engine: Reader,
  spanset: CompiledSpanset,
  traceIds: readonly string[],
): Promise<MarksRow[]> {
  const rows = await fetchMarks(engine, spanset, traceIds);
  const bySpan = new Map(rows.map((row): [QuerySpan, MarksRow] => [toQuerySpan(row), row]));
  const matches = evaluateQuery(toMarksQuery(spanset), bySpan.keys());
  return matches.flatMap(({ spans }) => spans.map((span) => bySpan.get(span)!));
}

/** What to select from `spans` to get the marks. */
export function marksColumn(spanset: CompiledSpanset): string {
  return `${marksOf(spanset)} AS marks`;
}

function marksOf({ filters }: CompiledSpanset): string {
  const marks = [...filters.values()].map((condition) => `toString(toUInt8(${condition}))`);
  return `concat('', ${marks.join(', ')})`;
}

/** What tells spans apart that relations tell apart. */
export function keyOfMarks({ trace_id: traceId, span_id: spanId, parent_span_id: parentId, marks }: SpanMarks): string {
  return `${traceId} ${spanId} ${parentId} ${marks}`;
}

async function fetchMarks(engine: Reader, spanset: CompiledSpanset, traceIds: readonly string[]): Promise<MarksRow[]> {
  const rows: MarksRow[] = [];
  for (;;) {
    const page = await fetchMarksPage(engine, spanset, { traceIds, last: rows.at(-1) });
    for (const row of page) rows.push(row);
    if (page.length < PAGE_SPANS) return rows;
  }
}

function fetchMarksPage(
  engine: Reader,
  spanset: CompiledSpanset,
  { traceIds, last }: { traceIds: readonly string[]; last: MarksRow | undefined },
): Promise<MarksRow[]> {
  const isAfter = `(trace_id, ts, span_id) > ({lastTrace:String}, fromUnixTimestamp64Nano({lastStart:Int64}), {lastSpan:String})`;
  return engine.read<MarksRow>(
    `SELECT trace_id, span_id, parent_span_id, ${marksColumn(spanset)}, toString(toUnixTimestamp64Nano(ts)) AS start FROM spans
WHERE trace_id IN {traceIds:Array(String)} AND day IN (SELECT day FROM trace_summary WHERE trace_id IN {traceIds:Array(String)}) ${last === undefined ? '' : `AND ${isAfter}`}
ORDER BY trace_id, ts, span_id LIMIT ${PAGE_SPANS} WITH TIES`,
    {
      ...bindWindow(spanset.parameters, { from: 0n, to: MAX_TIME }),
      traceIds,
      ...(last && { lastTrace: last.trace_id, lastStart: last.start, lastSpan: last.span_id }),
    },
  );
}

function toQuerySpan(row: MarksRow): QuerySpan {
  return {
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    name: row.marks,
    kind: 'unspecified',
    status: 'unset',
    statusMessage: '',
    service: '',
    startUnixNano: BigInt(row.start),
    durationNs: 0,
    attributes: {},
    resource: {},
    events: [],
    links: [],
  };
}

/** The same set, its filters asking for the marks, which stand in the name. */
function toMarksQuery({ spanset, filters }: CompiledSpanset): Query {
  const order = [...filters.keys()];
  return { type: 'query', spanset: toMarksSpanset(spanset, order), pipeline: null, from: 0, to: 0 };
}

function toMarksSpanset(spanset: Spanset, order: readonly SpanFilter[]): Spanset {
  if (spanset.type === 'relation')
    return { ...spanset, left: toMarksSpanset(spanset.left, order), right: toMarksSpanset(spanset.right, order) };
  const place = { from: 0, to: 0 };
  const pattern = order.map((filter) => (filter === spanset ? '1' : '_')).join('');
  const field = { type: 'intrinsic', name: 'name', ...place } as const;
  const expression = { type: 'like', field, negated: false, ignoreCase: false, pattern, ...place } as const;
  return { type: 'filter', expression, ...place };
}
