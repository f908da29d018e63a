import { HubError } from '../errors.ts';
import type { Reader } from './reader.ts';
import type { CompiledSpanset } from './compile/compile-spanset.ts';
import { all } from './compile/sql.ts';
import { bindWindow, STARTED_IN_RANGE } from './compile/window.ts';
import type { Window } from './compile/window.ts';
import { batchesOf, findMatchingSpans, keyOfMarks, keyOfMarksSql, MAX_EXAMINED_SPANS } from './relations.ts';
import type { TraceSize } from './relations.ts';
import { fetchTraceWindow } from './trace-window.ts';

/**
 * The condition that leaves exactly the spans of the set that began in the range. Where SQL cannot decide, that is done here,
 * and the condition names the spans.
 *
 * @throws HubError `TL_STORE_LIMIT` when too many spans would have to be looked at.
 */
export async function fetchDecidedCondition(engine: Reader, spanset: CompiledSpanset, range: Window): Promise<string> {
  const { isExact, parameters, spanCondition } = spanset;
  if (isExact) return spanCondition;
  const keys = new Set<string>();
  for (const batch of batchesOf(await fetchCandidates(engine, spanset, range))) {
    const traceIds = batch.map((trace) => trace.trace_id);
    for (const span of await findMatchingSpans(engine, spanset, traceIds)) keys.add(keyOfMarks(span));
  }
  return all(spanCondition, `${keyOfMarksSql(spanset)} IN ${parameters.texts([...keys])}`);
}

async function fetchCandidates(engine: Reader, spanset: CompiledSpanset, range: Window): Promise<TraceSize[]> {
  const candidates = await engine.read<TraceSize>(
    `SELECT trace_id, sum(span_count) AS spans FROM trace_summary
WHERE trace_id IN (SELECT trace_id FROM spans WHERE ${all(STARTED_IN_RANGE, spanset.spanCondition)}) GROUP BY trace_id`,
    { ...bindWindow(spanset.parameters, await fetchTraceWindow(engine, range)), ...range },
  );
  const spans = candidates.reduce((sum, one) => sum + Number(one.spans), 0);
  if (spans <= MAX_EXAMINED_SPANS) return candidates;
  throw new HubError(
    'TL_STORE_LIMIT',
    `cannot compute from spans below others: got traces with ${spans} spans to look through, need at most ${MAX_EXAMINED_SPANS}: narrow the time range or both sides of >>`,
  );
}
