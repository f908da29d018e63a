import type { Query } from '../ast.ts';
import { type QueryDiagnostic, QueryError } from '../errors.ts';
import { parser } from '../grammar/query-parser.ts';
import { QUERY_LIMITS } from '../limits.ts';
import { countUnbalancedBrackets } from './bracket-balance.ts';
import { QueryBuilder } from './build-query.ts';
import { Problems } from './problems.ts';
import { reportSyntaxProblems } from './syntax-problems.ts';

// More than can be open in a query within the limits: parentheses around and inside braces, and a list.
const MAX_UNBALANCED_BRACKETS = 2 * QUERY_LIMITS.nesting + 8;

/**
 * Reads a query.
 *
 * @throws QueryError about the first thing that is wrong
 * @example parseQuery('serviceName=bmc-gateway AND duration > 2s')
 */
export function parseQuery(text: string): Query {
  const { query, diagnostics } = readQuery(text);
  if (diagnostics.length > 0) throw new QueryError(diagnostics[0]);
  return query!;
}

/** Everything that is wrong with a query, by position, at most 20 things. Empty for a good query. Never throws. */
export function checkQuery(text: string): QueryDiagnostic[] {
  return readQuery(text).diagnostics;
}

interface QueryReading {
  readonly query?: Query;
  readonly diagnostics: QueryDiagnostic[];
}

function readQuery(text: string): QueryReading {
  const problems = new Problems(text);
  if (!checkSize(problems)) return { diagnostics: problems.toSorted() };
  const tree = parser.parse(text);
  const query = new QueryBuilder(problems).build(tree.topNode);
  reportSyntaxProblems(problems, tree);
  return { query, diagnostics: problems.toSorted() };
}

function checkSize(problems: Problems): boolean {
  const { text } = problems;
  if (text.length > QUERY_LIMITS.length)
    problems.add(
      'TL_QUERY_LIMIT',
      { from: QUERY_LIMITS.length, to: text.length },
      { cannot: 'read the query', got: `${text.length} characters`, need: `at most ${QUERY_LIMITS.length}` },
    );
  else if (countUnbalancedBrackets(text) > MAX_UNBALANCED_BRACKETS)
    problems.add(
      'TL_QUERY_LIMIT',
      { from: 0, to: text.length },
      {
        cannot: 'take the query',
        got: 'far too many brackets',
        need: `at most ${QUERY_LIMITS.nesting} levels of nesting`,
      },
    );
  return problems.isEmpty;
}
