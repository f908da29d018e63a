import type { Query } from '@throughline/query-language';
import { HubError } from '../errors.ts';
import { fetchTraceLogs } from '../logs/find-logs.ts';
import { compileSpanset } from '../query/compile/compile-spanset.ts';
import { fetchTraceHeads, fetchTraceSpans } from '../query/fetch-trace.ts';
import { runLimited } from '../query/limits.ts';
import { findMatchingSpans } from '../query/relations.ts';
import type { Engine } from '../store/engine.ts';
import { buildTree } from '../trace-tree/build-tree.ts';
import type { PlacedHead } from '../trace-tree/span-head.ts';
import { outlineTrace } from './trace-outline.ts';
import type { Span, SpanPlace, Trace, TraceMatches, TraceOutline, TraceSummary, TreeSpan } from './types.ts';

/** Trees that are kept, since a reader who scrolls asks for window after window of the same one. */
const CACHED_SPANS = 300_000;

/** Log records that come with a trace. */
const MAX_LOGS = 1000;

interface CachedTree {
  /** What the store said of the trace when it was read; other numbers mean that spans arrived since. */
  readonly version: string;
  readonly spans: readonly PlacedHead[];
}

/** Reads traces as trees. */
export class TraceView {
  readonly #engine: Engine;
  readonly #trees = new Map<string, CachedTree>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * A window of the trace, spans in tree order.
   *
   * @throws HubError `TL_REQUEST` for what is no trace id, `TL_NOT_FOUND` when no span of it is in the store.
   */
  async fetch(traceId: string, window: { readonly offset: number; readonly limit: number }): Promise<Trace> {
    const heads = await this.#fetchTree(traceId);
    const [spans, logs] = await Promise.all([
      this.#fetchSpans(heads.slice(window.offset, window.offset + window.limit)),
      fetchTraceLogs(this.#engine, heads[0].traceId, MAX_LOGS),
    ]);
    return { ...summarize(heads), spans, window, serviceTimes: sumServices(heads), logs };
  }

  /**
   * The whole trace, as little of each span as a picture needs.
   *
   * @throws HubError like `fetch`.
   */
  async fetchOutline(traceId: string): Promise<TraceOutline> {
    const spans = await this.#fetchTree(traceId);
    return outlineTrace(spans, { summary: summarize(spans), serviceTimes: sumServices(spans) });
  }

  /**
   * The places of the spans that a query finds in the trace. Spans of the same id, parent and start are found together.
   *
   * @throws HubError like `fetch`.
   */
  async findMatches(traceId: string, query: Query): Promise<TraceMatches> {
    const spans = await this.#fetchTree(traceId);
    const found = await runLimited(this.#engine, async (engine) =>
      findMatchingSpans(engine, await compileSpanset(engine, query.spanset), [spans[0].traceId]),
    );
    const keys = new Set(found.map((span) => `${span.start} ${span.span_id} ${span.parent_span_id}`));
    return {
      places: spans.flatMap((span, place) =>
        keys.has(`${span.startUnixNano} ${span.spanId} ${span.parentSpanId}`) ? place : [],
      ),
    };
  }

  async #fetchTree(traceId: string): Promise<readonly PlacedHead[]> {
    const id = traceId.toLowerCase();
    if (!/^[0-9a-f]{32}$/.test(id))
      throw new HubError(
        'TL_REQUEST',
        `cannot find trace ${traceId}: got ${traceId.length} characters, need 32 hex digits`,
      );
    const spans = await this.#fetchHeads(id);
    if (spans.length === 0)
      throw new HubError('TL_NOT_FOUND', `cannot find trace ${id}: no span of it is in the store`);
    return spans;
  }

  async #fetchSpans(heads: readonly PlacedHead[]): Promise<TreeSpan[]> {
    const spans = await fetchTraceSpans(this.#engine, heads);
    return [...spans].map(([head, span]) => placeSpan(span, head));
  }

  async #fetchHeads(traceId: string): Promise<readonly PlacedHead[]> {
    const version = await this.#fetchVersion(traceId);
    const cached = this.#trees.get(traceId);
    if (cached?.version === version) return cached.spans;
    const spans = buildTree(await fetchTraceHeads(this.#engine, traceId));
    this.#trees.delete(traceId);
    this.#trees.set(traceId, { version, spans });
    this.#evict();
    return spans;
  }

  async #fetchVersion(traceId: string): Promise<string> {
    const rows = await this.#engine.read<{ version: string }>(
      'SELECT concat(toString(sum(span_count)), toString(max(end))) AS version FROM trace_summary WHERE trace_id = {traceId:String}',
      { traceId },
    );
    return rows[0]?.version ?? '';
  }

  #evict(): void {
    let total = [...this.#trees.values()].reduce((sum, { spans }) => sum + spans.length, 0);
    for (const [traceId, { spans }] of this.#trees) {
      if (total <= CACHED_SPANS) return;
      this.#trees.delete(traceId);
      total -= spans.length;
    }
  }
}

function placeSpan(span: Span, place: SpanPlace): TreeSpan {
  const { depth, childCount, descendantCount, offsetNs, selfNs, critical, issues } = place;
  return { ...span, depth, childCount, descendantCount, offsetNs, selfNs, critical, issues };
}

function summarize(spans: readonly PlacedHead[]): TraceSummary {
  const root = spans.find(({ parentSpanId }) => parentSpanId === '') ?? spans[0];
  const start = BigInt(root.startUnixNano) - BigInt(root.offsetNs);
  return {
    traceId: root.traceId,
    rootService: root.service,
    rootName: root.name,
    rootStatus: root.status,
    startUnixNano: String(start),
    durationNs: spans.reduce((end, { offsetNs, durationNs }) => Math.max(end, offsetNs + durationNs), 0),
    spanCount: spans.length,
    errorCount: spans.filter(({ status }) => status === 'error').length,
    services: [...new Set(spans.map(({ service }) => service))],
  };
}

function sumServices(spans: readonly PlacedHead[]): Trace['serviceTimes'] {
  const sums = new Map<string, { service: string; spanCount: number; errorCount: number; selfNs: number }>();
  for (const { service, status, selfNs } of spans) {
    const sum = sums.get(service) ?? { service, spanCount: 0, errorCount: 0, selfNs: 0 };
    sum.spanCount++;
    if (status === 'error') sum.errorCount++;
    sum.selfNs += selfNs;
    sums.set(service, sum);
  }
  return [...sums.values()].toSorted((a, b) => b.selfNs - a.selfNs);
}
