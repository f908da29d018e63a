// What the parser could not place, in words. Most of what can be wrong has a place in the grammar and better words there.
import type { SyntaxNode, Tree } from '@lezer/common';
import type { TextRange } from '../ast.ts';
import type { ProblemText, Problems } from './problems.ts';

/** What may follow, by the node in which the parser stopped. */
const NEEDS: Readonly<Record<string, string>> = {
  QueryText: 'AND, OR, | or the end',
  SpanRelation: 'a set {…} and &&, ||, > or >> between sets',
  Pipeline: 'aggregates, then by, then having',
  Aggregate: 'a comma, by, having or the end',
  Arguments: 'a field and )',
  Grouping: 'fields separated by commas',
  Having: 'an aggregate, an operator and a value',
  ValueList: 'values separated by commas, and )',
};

/** Reports the places where the parser had to recover, unless something more precise is known about them. */
export function reportSyntaxProblems(problems: Problems, tree: Tree): void {
  tree.iterate({
    // A node is found from its root on, which a hostile query can make long: not for problems that nobody will see.
    enter: (reference) => {
      if (reference.type.isError && !problems.isFull) reportError(problems, reference.node);
    },
  });
}

function reportError(problems: Problems, node: SyntaxNode): void {
  const range = unexpectedRange(problems.text, node);
  if (!problems.isEmpty && (problems.touches(range) || isUnclosedBracket(node))) return;
  problems.add('TL_QUERY_SYNTAX', range, describe(problems, node, range));
}

/** The token that should not be there; where something is missing, the word that comes instead. */
function unexpectedRange(text: string, { from, to }: TextRange): TextRange {
  if (to > from) return { from, to };
  const [spaces, word] = /^(?:\s*)([^\s(){},|]+|[\s\S]?)/.exec(text.slice(from))!;
  return word === '' ? { from, to } : { from: from + spaces.length - word.length, to: from + spaces.length };
}

function isUnclosedBracket({ parent, nextSibling, from, to }: SyntaxNode): boolean {
  const closable = /^(Group|SpanFilter|SpansetGroup|ValueList|Arguments|Grouping)$/.test(parent?.name ?? '');
  return closable && from === to && nextSibling === null;
}

function describe(problems: Problems, node: SyntaxNode, range: TextRange): ProblemText {
  const cannot = 'read the query';
  const got = range.from === range.to ? 'its end' : problems.quote(range);
  if (got === ')' || got === '}')
    return { cannot, got: `${got} that closes nothing`, need: 'an opening one before it' };
  if (got === '{' && node.parent?.name === 'SpanRelation') return { cannot, got, need: '&&, ||, > or >> between sets' };
  if (got === '{')
    return {
      cannot,
      got,
      need: 'braces around whole conditions, with &&, ||, > or >> between them; a text with braces is quoted',
    };
  if (/^(and|or|&&|\|\|)$/i.test(got)) return { cannot, got, need: 'a condition before it' };
  if (/^[=!<>~:]+$/.test(got)) return { cannot, got, need: 'a field before it; a text with such a sign is quoted' };
  if (got === ',') return { cannot, got, need: 'AND or OR; a text with a comma is quoted' };
  return { cannot, got, need: NEEDS[node.parent?.name ?? ''] ?? 'AND, OR or the end of the condition' };
}
