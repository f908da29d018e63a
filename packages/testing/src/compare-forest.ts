// Expected and captured siblings side by side. Which belongs to which is decided so that as much as possible fits: what
// fits entirely counts most, an equal name something.
import type { CapturedSpan } from './captured-span.ts';
import { compareSpan, missingSpan, type Row, surplusSpan } from './compare-span.ts';
import { matchesValue } from './match-value.ts';
import { FITS, type Pair, pairInAnyOrder, pairInOrder, SIMILAR } from './pairing.ts';
import type { SpanForest, SpanTree } from './tree.ts';

/** How an expected and a captured tree compare. */
export interface Comparison {
  readonly rows: readonly Row[];
  readonly fits: boolean;
}

/** Compares trees. Remembers results, which pairing asks for again and again. */
export class ForestComparison {
  readonly #known = new Map<SpanTree, Map<CapturedSpan, Comparison>>();

  /** The rows of all siblings, indented below their parent. */
  compare({ trees, ordered }: SpanForest, spans: readonly CapturedSpan[]): Comparison {
    const score = (tree: SpanTree, span: CapturedSpan) => this.#score(tree, span);
    const pairs = ordered ? pairInOrder(trees, spans, score) : pairInAnyOrder(trees, spans, score);
    return join(pairs.map((pair) => this.#comparePair(pair)));
  }

  #score(tree: SpanTree, span: CapturedSpan): number {
    // Most pairs are told apart by their name alone.
    if (!matchesValue(span.name, tree.name)) return 0;
    return this.#compareTree(tree, span).fits ? FITS : SIMILAR;
  }

  #comparePair([tree, span]: Pair<SpanTree, CapturedSpan>): Comparison {
    if (tree !== undefined && span !== undefined) return this.#compareTree(tree, span);
    const rows = tree === undefined ? allSurplus(span as CapturedSpan) : allMissing(tree);
    return { rows, fits: false };
  }

  #compareTree(tree: SpanTree, span: CapturedSpan): Comparison {
    let known = this.#known.get(tree);
    if (known === undefined) this.#known.set(tree, (known = new Map()));
    let comparison = known.get(span);
    if (comparison === undefined) known.set(span, (comparison = this.#compareNew(tree, span)));
    return comparison;
  }

  #compareNew(tree: SpanTree, span: CapturedSpan): Comparison {
    const own = compareSpan(tree, span);
    const children = this.compare(tree.children, span.children);
    const rows = [...own, ...indent(children.rows)];
    return { rows, fits: children.fits && own.every((row) => row.fits) };
  }
}

function allMissing(tree: SpanTree): Row[] {
  return [...missingSpan(tree), ...indent(tree.children.trees.flatMap(allMissing))];
}

function allSurplus(span: CapturedSpan): Row[] {
  return [...surplusSpan(span), ...indent(span.children.flatMap(allSurplus))];
}

function join(comparisons: readonly Comparison[]): Comparison {
  return {
    rows: comparisons.flatMap((comparison) => comparison.rows),
    fits: comparisons.every((comparison) => comparison.fits),
  };
}

function indent(rows: readonly Row[]): Row[] {
  const shift = (line: string | undefined) => (line === undefined ? undefined : `  ${line}`);
  return rows.map(({ expected, actual, fits }) => ({ expected: shift(expected), actual: shift(actual), fits }));
}
