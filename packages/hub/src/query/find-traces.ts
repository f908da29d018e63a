import type { Query } from '@throughline/query-language';
import type { TraceList } from '../api/types.ts';
import type { Reader } from './reader.ts';
import { compileSpanset } from './compile/compile-spanset.ts';
import type { CompiledSpanset } from './compile/compile-spanset.ts';
import { TRUE } from './compile/sql.ts';
import { bindWindow, clampTime, MAX_TIME } from './compile/window.ts';
import type { Window } from './compile/window.ts';
import { formatCursor, parseCursor } from './cursor.ts';
import type { Position } from './cursor.ts';
import { runLimited } from './limits.ts';
import { batchesOf, findMatchingTraces, MAX_EXAMINED_SPANS } from './relations.ts';
import type { TraceSize } from './relations.ts';
import type { SearchOptions } from './search-options.ts';
import { fetchTraceSummaries } from './trace-summaries.ts';
import { countSpansAfter, fetchWindowStarts } from './widening.ts';

/** A trace that the conditions leave. */
interface Candidate extends TraceSize {
  readonly started: string;
}

/** Traces that `>>` is decided for in one call. If there are more, the page is cut short and its cursor leads on. */
const MAX_EXAMINED_TRACES = 2000;

/**
 * Finds traces that began in the range and of which the query leaves a span, newest first. All spans of a trace count,
 * whenever they began. What the query computes is not looked at. A page may be shorter than its limit and still have a next.
 *
 * @throws HubError `TL_REQUEST` for a cursor that is none, `TL_STORE_LIMIT` when the search takes too long.
 */
export async function findTraces(reader: Reader, query: Query, options: SearchOptions): Promise<TraceList> {
  return runLimited(reader, async (engine) => {
    const spanset = await compileSpanset(engine, query.spanset);
    const search = new TraceSearch(engine, spanset, options);
    const { traceIds, next } = await (spanset.isExact ? search.findExact() : search.findExamined());
    const traces = await fetchTraceSummaries(engine, traceIds);
    return { traces, nextCursor: next === undefined ? null : formatCursor(next) };
  });
}

/** Spans behind the range that are looked at rather than left out. */
const MAX_NEWER_SPANS = 100_000;

interface Page {
  readonly traceIds: readonly string[];
  readonly next: Position | undefined;
}

class TraceSearch {
  readonly #engine: Reader;
  readonly #spanset: CompiledSpanset;
  readonly #options: SearchOptions;
  readonly #range: Window;
  #nearEnd: Promise<boolean> | undefined;

  constructor(engine: Reader, spanset: CompiledSpanset, options: SearchOptions) {
    this.#engine = engine;
    this.#spanset = spanset;
    this.#options = options;
    this.#range = { from: clampTime(options.startUnixNano), to: clampTime(options.endUnixNano - 1n) };
  }

  /** A page of the traces that the conditions leave. */
  async findExact(): Promise<Page> {
    const { limit } = this.#options;
    const found = await this.#fetchCandidates(this.#start(), limit + 1);
    return {
      traceIds: found.slice(0, limit).map(({ trace_id: traceId }) => traceId),
      next: found.length > limit ? positionOf(found[limit - 1]) : undefined,
    };
  }

  /** The same for a set that is decided trace by trace. */
  async findExamined(): Promise<Page> {
    const { limit } = this.#options;
    const found: Candidate[] = [];
    let position = this.#start();
    for (let traces = 0, spans = 0; traces < MAX_EXAMINED_TRACES && spans < MAX_EXAMINED_SPANS;) {
      const candidates = await this.#fetchCandidates(position, Math.max(50, 2 * limit));
      for (const batch of batchesOf(candidates)) {
        found.push(...(await this.#examine(batch)));
        if (found.length > limit) return { traceIds: idsOf(found.slice(0, limit)), next: positionOf(found[limit - 1]) };
        position = positionOf(batch.at(-1)!);
        traces += batch.length;
        spans += batch.reduce((sum, one) => sum + Number(one.spans), 0);
      }
      if (candidates.length < Math.max(50, 2 * limit)) return { traceIds: idsOf(found), next: undefined };
    }
    return { traceIds: idsOf(found), next: position };
  }

  async #examine(candidates: readonly Candidate[]): Promise<Candidate[]> {
    const matching = await findMatchingTraces(this.#engine, this.#spanset, idsOf(candidates));
    return candidates.filter(({ trace_id: traceId }) => matching.has(traceId));
  }

  #start(): Position | undefined {
    const { cursor } = this.#options;
    return cursor === undefined ? undefined : parseCursor(cursor, 1);
  }

  /** The newest candidates before a position. */
  async #fetchCandidates(before: Position | undefined, count: number): Promise<Candidate[]> {
    const to = before === undefined || before.unixNano > this.#range.to ? this.#range.to : before.unixNano;
    let found: Candidate[] = [];
    if (to < this.#range.from) return found;
    const sought = { count, spans: this.#spanset.estimate };
    for (const from of await fetchWindowStarts(this.#engine, { from: this.#range.from, to }, sought)) {
      found = await this.#fetchWindow({ from, to }, before, count);
      if (found.length === count) break;
    }
    return found;
  }

  /** Candidates that began in the window. */
  async #fetchWindow(window: Window, before: Position | undefined, count: number): Promise<Candidate[]> {
    const { parameters, traceCondition } = this.#spanset;
    const began = `SELECT trace_id FROM trace_summary WHERE start >= fromUnixTimestamp64Nano({from:Int64}) AND start <= fromUnixTimestamp64Nano({to:Int64})`;
    const lastEnd = await this.#fetchLastEnd(began, window);
    const isBefore =
      before === undefined
        ? TRUE
        : `(min(start), trace_id) < (fromUnixTimestamp64Nano({beforeTime:Int64}), {beforeId:String})`;
    return this.#engine.read<Candidate>(
      `SELECT trace_id, toString(toUnixTimestamp64Nano(min(start))) AS started, sum(span_count) AS spans
FROM trace_summary WHERE ${traceCondition === TRUE ? `trace_id IN (${began})` : traceCondition}
GROUP BY trace_id
HAVING min(start) >= fromUnixTimestamp64Nano({from:Int64}) AND min(start) <= fromUnixTimestamp64Nano({to:Int64}) AND ${isBefore}
ORDER BY min(start) DESC, trace_id DESC LIMIT {count:UInt32}`,
      {
        ...bindWindow(parameters, { from: window.from, to: lastEnd }),
        ...window,
        count,
        ...(before && { beforeTime: before.unixNano, beforeId: before.ids[0] }),
      },
    );
  }

  /** Whether hardly any spans are newer than the range. */
  #isNearEnd(): Promise<boolean> {
    this.#nearEnd ??= countSpansAfter(this.#engine, this.#range.to).then((spans) => spans < MAX_NEWER_SPANS);
    return this.#nearEnd;
  }

  /** Until when the traces that began in the window have spans. */
  async #fetchLastEnd(began: string, window: Window): Promise<bigint> {
    // Fast path: not much lies behind, or few of all spans count. Nothing is worth leaving out.
    if (window.to >= BigInt(Date.now()) * 1_000_000n || this.#spanset.estimate < Infinity) return MAX_TIME;
    if (window.to === this.#range.to && (await this.#isNearEnd())) return MAX_TIME;
    const [{ last }] = await this.#engine.read<{ last: string }>(
      `SELECT toString(toUnixTimestamp64Nano(max(end))) AS last FROM trace_summary WHERE trace_id IN (${began})`,
      { ...window },
    );
    return BigInt(last);
  }
}

function idsOf(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ trace_id: traceId }) => traceId);
}

function positionOf(candidate: Candidate): Position {
  return { unixNano: BigInt(candidate.started), ids: [candidate.trace_id] };
}
