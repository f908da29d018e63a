import type { SpanNode } from './trace-tree.ts';

/** Deeper spans are not indented any further. */
const MAX_DEPTH = 30;

/** A node of a tree, and what is drawn in front of it. */
export interface Branch {
  readonly node: SpanNode;
  /** In front of the node's own line. */
  readonly lead: string;
  /** In front of further lines about it. */
  readonly trail: string;
}

interface Open {
  readonly nodes: readonly SpanNode[];
  readonly prefix: string;
  readonly depth: number;
  next: number;
}

/** All nodes from top to bottom. Not recursive: a trace may be a chain of thousands. */
export function listBranches(roots: readonly SpanNode[]): Branch[] {
  const branches: Branch[] = [];
  const stack: Open[] = [{ nodes: roots, prefix: '', depth: 0, next: 0 }];
  for (let open = stack.at(-1); open !== undefined; open = stack.at(-1)) {
    const node = open.nodes[open.next++];
    if (node === undefined) {
      stack.pop();
      continue;
    }
    const isLast = open.next === open.nodes.length;
    const below = open.depth < MAX_DEPTH ? `${open.prefix}${isLast ? '   ' : '│  '}` : open.prefix;
    const trail = node.children.length > 0 ? `${below}│  ` : `${below}   `;
    branches.push({ node, lead: `${open.prefix}${isLast ? '└─ ' : '├─ '}`, trail });
    stack.push({ nodes: node.children, prefix: below, depth: open.depth + 1, next: 0 });
  }
  return branches;
}
