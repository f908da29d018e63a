import { markCriticalPath } from './critical-path.ts';
import { linkNodes } from './link-nodes.ts';
import type { PlacedHead, SpanHead } from './span-head.ts';
import { depthFirst } from './span-node.ts';
import type { SpanNode } from './span-node.ts';

/** Puts the spans of one trace in tree order, depth first, and says of each where it stands. */
export function buildTree(spans: readonly SpanHead[]): PlacedHead[] {
  const roots = linkNodes(spans);
  const order = depthFirst(roots);
  for (const node of order) if (node.parent !== undefined) node.depth = node.parent.depth + 1;
  // Children come after their parents, so from the back every node is complete before it is added to its parent.
  for (const node of order.toReversed()) addToParent(node);
  for (const node of order) node.selfNs = selfTime(node);
  markCriticalPath(roots);
  return order.map(toPlacedHead);
}

function addToParent(node: SpanNode): void {
  const { parent } = node;
  if (parent === undefined) return;
  parent.descendantCount += node.descendantCount + 1;
  parent.subtreeEnd = Math.max(parent.subtreeEnd, node.subtreeEnd);
}

/** Its duration without the time in which at least one child ran. */
function selfTime({ start, end, children }: SpanNode): number {
  let covered = 0;
  let upTo = start;
  for (const child of children) {
    const from = Math.max(child.start, upTo);
    const to = Math.min(child.end, end);
    if (to > from) covered += to - from;
    upTo = Math.max(upTo, to);
  }
  return end - start - covered;
}

function toPlacedHead(node: SpanNode): PlacedHead {
  const { span, depth, descendantCount, selfNs, critical, issues } = node;
  return {
    ...span,
    depth,
    childCount: node.children.length,
    descendantCount,
    offsetNs: node.start,
    selfNs,
    critical,
    issues,
  };
}
