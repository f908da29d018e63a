import type { Query } from '@throughline/query-language';
import { HubError } from '../errors.ts';
import { fetchTraceLogs } from '../logs/find-logs.ts';
import { compileSpanset } from '../query/compile/compile-spanset.ts';
import {
  fetchTraceExtent,
  fetchTraceHeads,
  fetchTraceSpans,
  fetchWholeTrace,
  headOf,
  pairSpans,
} from '../query/fetch-trace.ts';
import type { TraceExtent } from '../query/fetch-trace.ts';
import { runLimited } from '../query/limits.ts';
import { findMatchingSpans } from '../query/relations.ts';
import type { Engine } from '../store/engine.ts';
import { buildTree } from '../trace-tree/build-tree.ts';
import type { PlacedHead, SpanHead } from '../trace-tree/span-head.ts';
import { outlineTrace } from './trace-outline.ts';
import type { Span, SpanPlace, Trace, TraceMatches, TraceOutline, TraceSummary, TreeSpan } from './types.ts';

/** Trees that are kept, since a reader who scrolls asks for window after window of the same one. */
const CACHED_SPANS = 300_000;

/** A trace of so many spans is read whole at once, if it is not known yet. */
const MAX_WHOLE_SPANS = 1000;

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
    const id = parseTraceId(traceId);
    const [{ heads, spans }, logs] = await Promise.all([
      this.#fetchWindow(id, window),
      fetchTraceLogs(this.#engine, id, MAX_LOGS),
    ]);
    return { ...summarize(heads), spans, window, serviceTimes: sumServices(heads), logs };
  }

  /**
   * The whole trace, as little of each span as a picture needs.
   *
   * @throws HubError like `fetch`.
   */
  async fetchOutline(traceId: string): Promise<TraceOutline> {
    const spans = await this.#fetchTree(parseTraceId(traceId));
    return outlineTrace(spans, { summary: summarize(spans), serviceTimes: sumServices(spans) });
  }

  /**
   * The places of the spans that a query finds in the trace. Spans of the same id, parent and start are found together.
   *
   * @throws HubError like `fetch`.
   */
  async findMatches(traceId: string, query: Query): Promise<TraceMatches> {
    const spans = await this.#fetchTree(parseTraceId(traceId));
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

  /** The tree of a trace, and whole spans of a window of it. */
  async #fetchWindow(
    traceId: string,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<{ heads: readonly PlacedHead[]; spans: TreeSpan[] }> {
    const extent = await fetchTraceExtent(this.#engine, traceId);
    const isRead = this.#trees.get(traceId)?.version === extent.version;
    const all = isRead || extent.spans > MAX_WHOLE_SPANS ? undefined : await this.#fetchWhole(traceId, extent);
    const heads = await this.#fetchHeads(traceId, extent);
    const window = heads.slice(offset, offset + limit);
    const spans = all === undefined ? await fetchTraceSpans(this.#engine, window) : pairSpans(window, all);
    return { heads, spans: [...spans].map(([head, span]) => placeSpan(span, head)) };
  }

  async #fetchTree(traceId: string): Promise<readonly PlacedHead[]> {
    return this.#fetchHeads(traceId, await fetchTraceExtent(this.#engine, traceId));
  }

  async #fetchHeads(traceId: string, { version }: TraceExtent): Promise<readonly PlacedHead[]> {
    const known = this.#trees.get(traceId);
    const heads =
      known?.version === version
        ? known.spans
        : this.#keep(traceId, version, await fetchTraceHeads(this.#engine, traceId));
    if (heads.length > 0) return heads;
    throw new HubError('TL_NOT_FOUND', `cannot find trace ${traceId}: no span of it is in the store`);
  }

  async #fetchWhole(traceId: string, extent: TraceExtent): Promise<Span[]> {
    const spans = await fetchWholeTrace(this.#engine, traceId, extent);
    this.#keep(traceId, extent.version, spans.map(headOf));
    return spans;
  }

  #keep(traceId: string, version: string, heads: readonly SpanHead[]): readonly PlacedHead[] {
    const spans = buildTree(heads);
    this.#trees.delete(traceId);
    this.#trees.set(traceId, { version, spans });
    this.#evict();
    return spans;
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

/** @throws HubError `TL_REQUEST`. */
function parseTraceId(text: string): string {
  const id = text.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  throw new HubError('TL_REQUEST', `cannot find trace ${text}: got ${text.length} characters, need 32 hex digits`);
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
