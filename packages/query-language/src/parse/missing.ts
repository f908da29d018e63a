// What is missing in a query, in words: the same ones for every construct.
import type { SyntaxNode } from '@lezer/common';
import type { TextRange } from '../ast.ts';
import { Aggregate, Field, ValueText, ValueWord } from '../grammar/query-terms.ts';
import type { Problems } from './problems.ts';
import { behind, childrenOf } from './syntax.ts';

const LIST_ITEMS: ReadonlySet<number> = new Set([Aggregate, Field, ValueText, ValueWord]);
const BRACKET_NAMES = { ')': 'the parenthesis', '}': 'the brace' } as const;

/** Reports that something is missing behind a range. */
export function reportMissing(problems: Problems, range: TextRange, need: string): undefined {
  const [next] = /[^\s(){},|]+|\S/.exec(problems.text.slice(range.to)) ?? ['its end'];
  const isReserved = /^(and|or|not)$/i.test(next);
  return problems.add('TL_QUERY_MISSING', behind(range), {
    cannot: `read the query behind ${problems.quote(range)}`,
    got: next,
    need: isReserved ? `${need} (a keyword as a value is quoted)` : need,
  });
}

/** Reports commas without an item behind them. */
export function reportEmptyItems(problems: Problems, list: SyntaxNode): void {
  const children = childrenOf(list);
  for (const [index, child] of children.entries()) {
    const next = children[index + 1];
    const hasItem = next !== undefined && LIST_ITEMS.has(next.type.id);
    if (child.name === ',' && !hasItem) reportMissing(problems, child, 'something behind the comma');
  }
}

/** Reports an opening bracket in a node that does not end with the closing one. */
export function reportUnclosedBracket(problems: Problems, node: SyntaxNode, bracket: ')' | '}'): void {
  if (node.lastChild?.name === bracket) return;
  const opening = childrenOf(node).find(({ name }) => name === (bracket === ')' ? '(' : '{'));
  if (opening === undefined) return;
  problems.add('TL_QUERY_UNCLOSED', opening, {
    cannot: `find the end of ${BRACKET_NAMES[bracket]}`,
    got: 'the end of the query',
    need: `a closing ${bracket}`,
  });
}
