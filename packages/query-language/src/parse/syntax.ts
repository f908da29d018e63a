import type { SyntaxNode } from '@lezer/common';
import type { TextRange } from '../ast.ts';

/** The children of a node in order, those that stand for errors excluded. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling)
    if (!child.type.isError) children.push(child);
  return children;
}

/** The first child of one of these types. */
export function findChild(node: SyntaxNode, ...terms: readonly number[]): SyntaxNode | undefined {
  return childrenOf(node).find((child) => terms.includes(child.type.id));
}

/** Only the place of a node. */
export function rangeOf({ from, to }: TextRange): TextRange {
  return { from, to };
}

/** The place behind a node, where something is missing. */
export function behind({ to }: TextRange): TextRange {
  return { from: to, to };
}

/** Whether the parser skipped or missed something directly in this node, so that parts which the grammar demands may be absent. */
export function isBroken(node: SyntaxNode): boolean {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) if (child.type.isError) return true;
  return false;
}
