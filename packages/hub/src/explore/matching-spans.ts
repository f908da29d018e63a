import type { Query } from '@throughline/query-language';
import { compileSpanset } from '../query/compile/compile-spanset.ts';
import { all } from '../query/compile/sql.ts';
import type { SqlParameters } from '../query/compile/sql.ts';
import { bindWindow, clampTime, STARTED_IN_RANGE } from '../query/compile/window.ts';
import type { Window } from '../query/compile/window.ts';
import { fetchDecidedCondition } from '../query/decided-condition.ts';
import type { TimeRange } from '../query/search-options.ts';
import { fetchTraceWindow } from '../query/trace-window.ts';
import type { Engine, Parameter } from '../store/engine.ts';

/** The spans that began in a range and that a query leaves, as a condition on rows of `spans`. */
export interface MatchingSpans {
  readonly condition: string;
  /** To bind more values. */
  readonly parameters: SqlParameters;
  /** The parameters of a statement with this condition. */
  bind(): Record<string, Parameter>;
}

/**
 * Compiles a query for statements that count.
 *
 * @throws HubError `TL_STORE_LIMIT`.
 */
export async function fetchMatchingSpans(engine: Engine, query: Query, range: TimeRange): Promise<MatchingSpans> {
  const spanset = await compileSpanset(engine, query.spanset);
  const window = toWindow(range);
  const condition = all(STARTED_IN_RANGE, await fetchDecidedCondition(engine, spanset, window));
  const traceWindow = spanset.isPerSpan ? window : await fetchTraceWindow(engine, window);
  const { parameters } = spanset;
  return { condition, parameters, bind: () => ({ ...bindWindow(parameters, traceWindow), ...window }) };
}

/** The range with both ends included. */
export function toWindow({ startUnixNano, endUnixNano }: TimeRange): Window {
  return { from: clampTime(startUnixNano), to: clampTime(endUnixNano - 1n) };
}
