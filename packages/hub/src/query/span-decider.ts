import type { Reader } from './reader.ts';
import type { CompiledSpanset } from './compile/compile-spanset.ts';
import { batchesOf, findMatchingSpans, keyOfMarks, MAX_EXAMINED_SPANS } from './relations.ts';
import type { SpanMarks, TraceSize } from './relations.ts';

/** Decides which of the spans that the conditions leave are in the set, and remembers the traces it has looked at. */
export class SpanDecider {
  readonly #engine: Reader;
  readonly #spanset: CompiledSpanset;
  readonly #traces = new Set<string>();
  readonly #matching = new Set<string>();
  #examined = 0;

  constructor(engine: Reader, spanset: CompiledSpanset) {
    this.#engine = engine;
    this.#spanset = spanset;
  }

  /** Whether as many spans were looked at as one answer may cost. */
  get isExhausted(): boolean {
    return this.#examined >= MAX_EXAMINED_SPANS;
  }

  /** Looks at the traces of these spans. @returns a test of each of them. */
  async decide(spans: readonly SpanMarks[]): Promise<(span: SpanMarks) => boolean> {
    if (this.#spanset.isExact) return () => true;
    await this.#examine([...new Set(spans.map((span) => span.trace_id))]);
    return (span) => this.#matching.has(keyOfMarks(span));
  }

  async #examine(traceIds: readonly string[]): Promise<void> {
    const unknown = traceIds.filter((traceId) => !this.#traces.has(traceId));
    for (const batch of batchesOf(await fetchSizes(this.#engine, unknown))) {
      const ids = batch.map((trace) => trace.trace_id);
      for (const span of await findMatchingSpans(this.#engine, this.#spanset, ids))
        this.#matching.add(keyOfMarks(span));
      for (const id of ids) this.#traces.add(id);
      this.#examined += batch.reduce((sum, one) => sum + Number(one.spans), 0);
    }
  }
}

async function fetchSizes(engine: Reader, traceIds: readonly string[]): Promise<TraceSize[]> {
  if (traceIds.length === 0) return [];
  return engine.read<TraceSize>(
    'SELECT trace_id, sum(span_count) AS spans FROM trace_summary WHERE trace_id IN {traceIds:Array(String)} GROUP BY trace_id',
    { traceIds },
  );
}
