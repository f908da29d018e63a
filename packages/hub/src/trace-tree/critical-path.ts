import type { SpanNode } from './span-node.ts';

/**
 * Marks the spans that decided when the trace ended: from the end backwards, whichever ended last, and inside it again. A
 * span counts until everything below it has ended, so that work which outlives its caller, such as a queued job, is followed.
 *
 * @param nodes - depth first, with `subtreeEnd` set.
 */
export function markCriticalPath(roots: readonly SpanNode[]): void {
  const work: { readonly children: readonly SpanNode[]; readonly end: number }[] = [
    { children: roots, end: Number.POSITIVE_INFINITY },
  ];
  for (let level = work.pop(); level !== undefined; level = work.pop()) {
    let cursor = level.end;
    for (const child of level.children.toSorted((a, b) => b.subtreeEnd - a.subtreeEnd)) {
      if (child.start >= cursor) continue;
      child.critical = true;
      work.push({ children: child.children, end: Math.min(child.subtreeEnd, cursor) });
      cursor = child.start;
    }
  }
}
