import type { DecodedResourceSpans, DecodedSpan } from '@throughline/wire/decode';

/** OTLP's `Span.flags`: the parent is in another process. */
const IS_REMOTE = 0x200;

/** A span and the service it comes from. */
export interface ServiceSpan {
  readonly span: DecodedSpan;
  readonly service: string;
}

/** A span in its tree, or the place of a parent that is not among the spans. */
export interface SpanNode {
  readonly item: ServiceSpan | undefined;
  /** What is known about a parent that is not here. */
  readonly missing: string;
  readonly children: SpanNode[];
}

/** All spans of one trace. */
export interface TraceTree {
  readonly traceId: string;
  readonly roots: readonly SpanNode[];
  readonly spans: readonly ServiceSpan[];
}

/** Spans of a request, each with its service. */
export function listSpans(resourceSpans: readonly DecodedResourceSpans[]): ServiceSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const name = resource?.attributes.find(({ key }) => key === 'service.name')?.value;
    const service = typeof name === 'string' ? name : 'unknown_service';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ span, service })));
  });
}

/** Whether a span has no parent in its own process. */
export function isLocalRoot(span: DecodedSpan): boolean {
  return span.parentSpanId === '' || isRemoteChild(span);
}

/** Whether a span's parent is in another process. */
function isRemoteChild({ parentSpanId, flags }: DecodedSpan): boolean {
  return parentSpanId !== '' && (flags & IS_REMOTE) !== 0;
}

/** One tree for each trace, in the order in which the traces began. Siblings are in the order of their start. */
export function buildTraces(spans: readonly ServiceSpan[]): TraceTree[] {
  const sorted = spans.toSorted((a, b) => compare(a.span.startTimeUnixNano, b.span.startTimeUnixNano));
  const groups = Map.groupBy(sorted, ({ span }) => span.traceId);
  return Array.from(groups, ([traceId, group]) => ({ traceId, spans: group, roots: buildRoots(group) }));
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function buildRoots(spans: readonly ServiceSpan[]): SpanNode[] {
  const nodes = spans.map((item): SpanNode & { item: ServiceSpan } => ({ item, missing: '', children: [] }));
  const byId = new Map(nodes.toReversed().map((node) => [node.item.span.spanId, node]));
  const roots = new Map<string, SpanNode>();
  const reached = new Set<SpanNode>();
  for (const node of nodes) {
    const { spanId, parentSpanId } = node.item.span;
    const parent = byId.get(parentSpanId);
    if (parentSpanId === '') roots.set(`span ${spanId} ${roots.size}`, node);
    else if (parent === undefined) adopt(roots, node.item.span).children.push(node);
    else parent.children.push(node);
  }
  for (const root of roots.values()) reach(root, reached);
  // Parents that go in a circle, as broken senders have them: cut where the first of them began.
  for (const node of nodes) {
    if (reached.has(node)) continue;
    const { parentSpanId } = node.item.span;
    const siblings = byId.get(parentSpanId)?.children ?? [];
    siblings.splice(siblings.indexOf(node), 1);
    adopt(roots, node.item.span).children.push(node);
    reach(node, reached);
  }
  return [...roots.values()];
}

/** The place of a span's missing parent. */
function adopt(roots: Map<string, SpanNode>, child: DecodedSpan): SpanNode {
  const { parentSpanId } = child;
  const where = isRemoteChild(child) ? 'in another process' : 'not received';
  const node = roots.get(parentSpanId) ?? { item: undefined, missing: `parent ${parentSpanId} ${where}`, children: [] };
  roots.set(parentSpanId, node);
  return node;
}

function reach(root: SpanNode, reached: Set<SpanNode>): void {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    reached.add(node);
    open.push(...node.children.filter((child) => !reached.has(child)));
  }
}
