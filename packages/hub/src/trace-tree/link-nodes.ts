// From a heap of spans to a forest. Whatever senders got wrong, each span stands in it exactly once: a parent that is missing
// makes a root, a second span of the same id is a sibling that has no children, and a ring of parents is cut.
import type { SpanHead } from './span-head.ts';
import type { SpanNode } from './span-node.ts';

/** Links spans to their parents. @returns the roots, by start. */
export function linkNodes(spans: readonly SpanHead[]): SpanNode[] {
  const first = firstStart(spans);
  const nodes = spans.map((span) => createNode(span, first));
  const byId = new Map<string, SpanNode>();
  for (const node of nodes) {
    if (byId.has(node.span.spanId)) node.issues.push('duplicate-id');
    else byId.set(node.span.spanId, node);
  }
  for (const node of nodes) linkToParent(node, byId);
  const grounded = new Set<SpanNode>();
  for (const node of nodes) cutRing(node, grounded);
  const roots = nodes.filter(({ parent }) => parent === undefined);
  for (const node of nodes) node.parent?.children.push(node);
  for (const node of nodes) node.children.sort(byStart);
  return roots.toSorted(byStart);
}

/** The earliest start that is a time at all, in nanoseconds. */
export function firstStart(spans: readonly SpanHead[]): bigint {
  let first: bigint | undefined;
  for (const { startUnixNano } of spans) {
    const start = BigInt(startUnixNano);
    if (start > 0n && (first === undefined || start < first)) first = start;
  }
  return first ?? 0n;
}

function createNode(span: SpanHead, first: bigint): SpanNode {
  const absolute = BigInt(span.startUnixNano);
  const invalid = absolute <= 0n;
  const start = invalid ? 0 : Number(absolute - first);
  const end = start + span.durationNs;
  return {
    span,
    start,
    end,
    children: [],
    issues: invalid ? ['invalid-time'] : [],
    parent: undefined,
    depth: 0,
    descendantCount: 0,
    subtreeEnd: end,
    selfNs: span.durationNs,
    critical: false,
  };
}

function linkToParent(node: SpanNode, byId: ReadonlyMap<string, SpanNode>): void {
  const { parentSpanId } = node.span;
  if (parentSpanId === '') return;
  const parent = byId.get(parentSpanId);
  if (parent === undefined) node.issues.push('orphan');
  else if (parent === node) node.issues.push('cycle');
  else node.parent = parent;
  if (node.parent !== undefined && isSkewed(node, node.parent)) node.issues.push('clock-skew');
}

function isSkewed(node: SpanNode, parent: SpanNode): boolean {
  if (node.start >= parent.start || node.issues.includes('invalid-time')) return false;
  return placeOf(node.span) !== placeOf(parent.span);
}

function placeOf({ service, resource }: SpanHead): string {
  return `${service} ${String(resource['host.name'])} ${String(resource['process.pid'])}`;
}

/** @param grounded - nodes that are known to lead to a root. */
function cutRing(node: SpanNode, grounded: Set<SpanNode>): void {
  const path = new Set<SpanNode>();
  let at: SpanNode | undefined = node;
  for (; at !== undefined && !grounded.has(at); at = at.parent) {
    if (path.has(at)) {
      at.parent = undefined;
      at.issues.push('cycle');
      break;
    }
    path.add(at);
  }
  for (const one of path) grounded.add(one);
}

function byStart(a: SpanNode, b: SpanNode): number {
  return a.start - b.start || b.end - a.end || (a.span.spanId < b.span.spanId ? -1 : 1);
}
