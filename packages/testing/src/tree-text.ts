import type { SpanKindName, SpanStatusName } from './captured-span.ts';
import { TestingError } from './errors.ts';
import { SpanForest, type SpanExpectation, SpanTree } from './tree.ts';

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly name: string;
  readonly expectation: SpanExpectation;
  readonly children: Line[];
}

const INDENT = /^[\s│├└─]*/;
const KIND = /\s\[(internal|server|client|producer|consumer)\]$/;
const STATUS = /\s\[(unset|ok|error)(?:: (.*))?\]$/;

/**
 * The trees that a text draws: one span a line, children indented below, by spaces or by `├─ └─ │`. After the name may
 * stand `[server]` (a kind) and `[ok]`, `[error]` or `[error: message]`.
 *
 * @throws TestingError `TL_INVALID_TREE` where a line fits below none of those before.
 */
export function parseTreeText(text: string): SpanForest {
  const root: Line = { number: 0, indent: -1, name: '', expectation: {}, children: [] };
  const open = [root];
  for (const line of readLines(text)) {
    while (open[open.length - 1].indent >= line.indent) open.pop();
    const siblings = open[open.length - 1].children;
    assertAligned(line, siblings[0]);
    siblings.push(line);
    open.push(line);
  }
  return toForest(root.children);
}

function readLines(text: string): Line[] {
  return text
    .split('\n')
    .map((line, index) => readLine(line, index + 1))
    .filter((line) => line.name !== '');
}

function readLine(text: string, number: number): Line {
  const indent = (INDENT.exec(text) as RegExpExecArray)[0].length;
  let name = text.slice(indent).trimEnd();
  const status = STATUS.exec(name);
  if (status !== null) name = name.slice(0, status.index);
  const kind = KIND.exec(name);
  if (kind !== null) name = name.slice(0, kind.index);
  return { number, indent, name, expectation: { ...readKind(kind), ...readStatus(status) }, children: [] };
}

function readKind(found: RegExpExecArray | null): SpanExpectation {
  return found === null ? {} : { kind: found[1] as SpanKindName };
}

function readStatus(found: RegExpExecArray | null): SpanExpectation {
  return found === null ? {} : { status: { code: found[1] as SpanStatusName, message: found[2] } };
}

function assertAligned(line: Line, first: Line | undefined): void {
  if (first === undefined || first.indent === line.indent) return;
  throw new TestingError(
    'TL_INVALID_TREE',
    `cannot read line ${line.number} of the tree: got indentation ${line.indent}, need ${first.indent} as in line ${first.number}`,
  );
}

function toForest(lines: readonly Line[]): SpanForest {
  const trees = lines.map(({ name, expectation, children }) => new SpanTree(name, expectation, toForest(children)));
  return new SpanForest(trees, true);
}
