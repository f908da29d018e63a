import { isLocalRoot, type ServiceSpan } from './trace-tree.ts';

interface WaitingTrace {
  readonly sinceMs: number;
  spans: ServiceSpan[];
}

/** Spans that wait for the local root of their trace, so that a trace is shown in one piece. */
export class TraceBuffer {
  readonly #traces = new Map<string, WaitingTrace>();
  readonly #maxSpans: number;
  /** Spans that wait. */
  size = 0;

  /** @param maxSpans - what may wait; beyond, the oldest traces are given out incomplete. */
  constructor(maxSpans: number) {
    this.#maxSpans = maxSpans;
  }

  /** Adds spans. @returns those that are to be shown now: whole local trees, and what there is no room for. */
  add(spans: readonly ServiceSpan[], nowMs: number): ServiceSpan[] {
    const touched = new Set<string>();
    for (const item of spans) {
      const { traceId } = item.span;
      const trace = this.#traces.get(traceId) ?? { sinceMs: nowMs, spans: [] };
      trace.spans.push(item);
      this.#traces.set(traceId, trace);
      touched.add(traceId);
    }
    this.size += spans.length;
    const ready = Array.from(touched, (traceId) => this.#takeComplete(traceId)).flat();
    return [...ready, ...this.#takeOverflow()];
  }

  /** Takes the traces that wait since before `sinceMs`. */
  takeOlderThan(sinceMs: number): ServiceSpan[] {
    const old = [...this.#traces].filter(([, trace]) => trace.sinceMs <= sinceMs);
    return old.flatMap(([traceId]) => this.#take(traceId));
  }

  takeAll(): ServiceSpan[] {
    return [...this.#traces.keys()].flatMap((traceId) => this.#take(traceId));
  }

  #takeOverflow(): ServiceSpan[] {
    const taken: ServiceSpan[] = [];
    for (const traceId of this.#traces.keys()) {
      if (this.size <= this.#maxSpans) break;
      taken.push(...this.#take(traceId));
    }
    return taken;
  }

  #take(traceId: string): ServiceSpan[] {
    const spans = this.#traces.get(traceId)?.spans ?? [];
    this.#traces.delete(traceId);
    this.size -= spans.length;
    return spans;
  }

  /** Takes the local roots of a trace and all below them; spans of another local root stay. */
  #takeComplete(traceId: string): ServiceSpan[] {
    const trace = this.#traces.get(traceId) as WaitingTrace;
    const complete = collectBelow(
      trace.spans.filter(({ span }) => isLocalRoot(span)),
      trace.spans,
    );
    if (complete.size === trace.spans.length) return this.#take(traceId);
    trace.spans = trace.spans.filter((item) => !complete.has(item));
    this.size -= complete.size;
    return [...complete];
  }
}

function collectBelow(roots: readonly ServiceSpan[], spans: readonly ServiceSpan[]): Set<ServiceSpan> {
  const reached = new Set(roots);
  if (roots.length === 0) return reached;
  const children = Map.groupBy(spans, ({ span }) => span.parentSpanId);
  // A set may grow while it is walked.
  for (const { span } of reached) for (const child of children.get(span.spanId) ?? []) reached.add(child);
  return reached;
}
