import type { CapturedSpans } from './captured-spans.ts';
import { ForestComparison } from './compare-forest.ts';
import type { Row } from './compare-span.ts';
import { SpanAssertionError } from './errors.ts';
import { type SpanForest, type SpanTree, toForest } from './tree.ts';
import { parseTreeText } from './tree-text.ts';

/**
 * Asserts that the spans form exactly these trees, one for each root, in the order of their start: no span is missing,
 * none is left over, every one has ended and, unless the tree says so, none has the status `error`.
 *
 * @param expected - trees made with `tree`, or one text that draws them.
 * @throws SpanAssertionError `TL_SPAN_TREE` with the differing lines marked.
 * @throws TestingError `TL_INVALID_TREE` where the text cannot be understood.
 * @example
 * expectTree(spans, `
 *   POST /tasks [server]
 *   ├─ create_task
 *   └─ insert [error: duplicate key]
 * `);
 */
export function expectTree(
  spans: CapturedSpans,
  ...expected: readonly [string] | readonly (SpanTree | SpanForest)[]
): void {
  const { rows, fits } = new ForestComparison().compare(readForest(expected), [...spans.roots]);
  if (fits) return;
  throw new SpanAssertionError('TL_SPAN_TREE', {
    message: `cannot find the expected span tree: "-" is missing, "+" is what was captured\n\n${formatDiff(rows)}\n`,
    actual: textOf(rows, 'actual'),
    expected: textOf(rows, 'expected'),
    stackStartFn: expectTree,
  });
}

function readForest(expected: readonly (string | SpanTree | SpanForest)[]): SpanForest {
  const [first] = expected;
  return typeof first === 'string' ? parseTreeText(first) : toForest(expected as readonly (SpanTree | SpanForest)[]);
}

function formatDiff(rows: readonly Row[]): string {
  return rows
    .flatMap(({ expected, actual, fits }) => {
      if (fits) return [`  ${actual}`];
      return [...(expected === undefined ? [] : [`- ${expected}`]), ...(actual === undefined ? [] : [`+ ${actual}`])];
    })
    .join('\n');
}

function textOf(rows: readonly Row[], side: 'expected' | 'actual'): string {
  return rows
    .map((row) => row[side])
    .filter((line) => line !== undefined)
    .join('\n');
}
