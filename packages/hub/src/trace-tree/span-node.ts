import type { SpanIssue } from '../api/types.ts';
import type { SpanHead } from './span-head.ts';

/** A span while its tree is built. Times are nanoseconds from the start of the trace, small enough for a number. */
export interface SpanNode {
  readonly span: SpanHead;
  readonly start: number;
  readonly end: number;
  readonly children: SpanNode[];
  readonly issues: SpanIssue[];
  parent: SpanNode | undefined;
  depth: number;
  descendantCount: number;
  /** When it and everything below it has ended. */
  subtreeEnd: number;
  selfNs: number;
  critical: boolean;
}

/** The nodes in depth-first order, children by start. Iterative, so that a chain of any depth is fine. */
export function depthFirst(roots: readonly SpanNode[]): SpanNode[] {
  const order: SpanNode[] = [];
  const stack = roots.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    order.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i]);
  }
  return order;
}
