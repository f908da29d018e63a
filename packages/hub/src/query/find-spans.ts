import type { Query } from '@throughline/query-language';
import type { SpanList } from '../api/types.ts';
import type { Parameter } from '../store/engine.ts';
import type { Reader } from './reader.ts';
import { compileSpanset } from './compile/compile-spanset.ts';
import type { CompiledSpanset } from './compile/compile-spanset.ts';
import { all, TRUE } from './compile/sql.ts';
import { bindWindow, clampTime, STARTED_IN_RANGE } from './compile/window.ts';
import type { Window } from './compile/window.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import { runLimited } from './limits.ts';
import { SpanDecider } from './span-decider.ts';
import { marksColumn } from './relations.ts';
import type { SpanMarks } from './relations.ts';
import type { SearchOptions } from './search-options.ts';
import { readSpans, SPAN_COLUMNS } from './span-row.ts';
import type { SpanRow } from './span-row.ts';
import { fetchTraceWindow } from './trace-window.ts';
import { fetchWindowStarts } from './widening.ts';

/** A row that the conditions leave. */
type Candidate = SpanRow & SpanMarks;

/** Behind which span a page ended. Spans with the same time and ids may lie on both sides: so many of them lie before. */
interface SpanPosition {
  readonly unixNano: bigint;
  readonly spanId: string;
  readonly traceId: string;
  readonly ties: number;
}

interface Page {
  readonly rows: readonly Candidate[];
  readonly next: SpanPosition | undefined;
}

/**
 * Finds spans that began in the range and that the query leaves, newest first. For what the query says about other spans all
 * spans of the trace count, whenever they began. A page may be shorter than its limit and still have a next.
 *
 * @throws HubError `TL_REQUEST` for a cursor that is none, `TL_STORE_LIMIT` when the search takes too long.
 */
export async function findSpans(reader: Reader, query: Query, options: SearchOptions): Promise<SpanList> {
  return runLimited(reader, async (engine) => {
    const spanset = await compileSpanset(engine, query.spanset);
    const { rows, next } = await new SpanSearch(engine, spanset, options).find();
    return { spans: await readSpans(engine, rows), nextCursor: next === undefined ? null : formatPosition(next) };
  });
}

class SpanSearch {
  readonly #engine: Reader;
  readonly #spanset: CompiledSpanset;
  readonly #options: SearchOptions;
  readonly #range: Window;
  readonly #decider: SpanDecider;

  constructor(engine: Reader, spanset: CompiledSpanset, options: SearchOptions) {
    this.#engine = engine;
    this.#spanset = spanset;
    this.#options = options;
    this.#range = { from: clampTime(options.startUnixNano), to: clampTime(options.endUnixNano - 1n) };
    this.#decider = new SpanDecider(engine, spanset);
  }

  async find(): Promise<Page> {
    const { limit, cursor } = this.#options;
    const count = this.#spanset.isExact ? limit + 1 : Math.max(200, 2 * limit);
    const found: Candidate[] = [];
    let position = cursor === undefined ? undefined : parsePosition(cursor);
    for (;;) {
      const candidates = await this.#fetchCandidates(position, count);
      const isMatch = await this.#decider.decide(candidates);
      for (const candidate of candidates) {
        if (found.length === limit) return { rows: found, next: position };
        if (isMatch(candidate)) found.push(candidate);
        position = moveBehind(position, candidate);
      }
      if (candidates.length < count) return { rows: found, next: undefined };
      if (this.#decider.isExhausted) return { rows: found, next: position };
    }
  }

  /** The newest candidates behind a position. */
  async #fetchCandidates(behind: SpanPosition | undefined, count: number): Promise<Candidate[]> {
    const { from, to: end } = this.#range;
    const to = behind === undefined || behind.unixNano > end ? end : behind.unixNano;
    let found: Candidate[] = [];
    if (to < from) return found;
    const sought = { count, spans: this.#spanset.estimate };
    for (const start of await fetchWindowStarts(this.#engine, { from, to }, sought)) {
      found = await this.#fetchWindow({ from: start, to }, behind, count);
      if (found.length === count) break;
    }
    return found;
  }

  async #fetchWindow(window: Window, behind: SpanPosition | undefined, count: number): Promise<Candidate[]> {
    const { parameters, spanCondition, isPerSpan, isExact } = this.#spanset;
    const traceWindow = isPerSpan ? window : await fetchTraceWindow(this.#engine, window);
    return this.#engine.read<Candidate>(
      `SELECT ${SPAN_COLUMNS}${isExact ? '' : `, ${marksColumn(this.#spanset)}`} FROM spans
WHERE ${all(STARTED_IN_RANGE, behind === undefined ? TRUE : IS_BEHIND, spanCondition)}
ORDER BY ts DESC, span_id DESC, trace_id DESC, name DESC, duration_ns DESC LIMIT {ties:UInt64}, {count:UInt32}`,
      {
        ...bindWindow(parameters, traceWindow),
        ...window,
        count,
        ...bindPosition(behind),
      },
    );
  }
}

/** The span at the position included: `ties` says how many of its like to skip. */
const IS_BEHIND =
  '(ts, span_id, trace_id) <= (fromUnixTimestamp64Nano({behindTime:Int64}), {behindSpan:String}, {behindTrace:String})';

function bindPosition(position: SpanPosition | undefined): Record<string, Parameter> {
  if (position === undefined) return { ties: 0 };
  const { unixNano, spanId, traceId, ties } = position;
  return { behindTime: unixNano, behindSpan: spanId, behindTrace: traceId, ties };
}

function moveBehind(position: SpanPosition | undefined, row: Candidate): SpanPosition {
  const { span_id: spanId, trace_id: traceId } = row;
  const unixNano = BigInt(row.start);
  const isTie = position?.unixNano === unixNano && position.spanId === spanId && position.traceId === traceId;
  return { unixNano, spanId, traceId, ties: isTie ? position.ties + 1 : 1 };
}

function formatPosition({ unixNano, spanId, traceId, ties }: SpanPosition): string {
  return formatCursor({ unixNano, ids: [spanId, traceId, ties.toString(16)] });
}

function parsePosition(cursor: string): SpanPosition {
  const { unixNano, ids } = parseCursor(cursor, 3);
  const [spanId, traceId, ties] = ids;
  return { unixNano, spanId, traceId, ties: Math.min(Number.parseInt(ties, 16) || 0, 1_000_000_000) };
}
