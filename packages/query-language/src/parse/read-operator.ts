import type { TextRange } from '../ast.ts';
import type { Problems } from './problems.ts';

/** The operators of comparisons, without their other spellings. */
export type ComparisonOperator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '=~' | '!~';

/** Every spelling that is understood. */
const SPELLINGS: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['=', '='],
  ['==', '='],
  [':', '='],
  ['!=', '!='],
  ['<>', '!='],
  [':!=', '!='],
  ['>', '>'],
  [':>', '>'],
  ['>=', '>='],
  [':>=', '>='],
  ['<', '<'],
  [':<', '<'],
  ['<=', '<='],
  [':<=', '<='],
  ['=~', '=~'],
  ['!~', '!~'],
]);

/** What is no operator, and the one that was probably meant. */
const MISTAKES: ReadonlyMap<string, ComparisonOperator> = new Map([
  ['=>', '>='],
  ['=<', '<='],
  ['===', '='],
  ['!==', '!='],
  ['~', '=~'],
]);

/** The operator at this range. */
export function readOperator(problems: Problems, range: TextRange): ComparisonOperator | undefined {
  const source = problems.quote(range);
  return (
    SPELLINGS.get(source) ??
    problems.add('TL_QUERY_OPERATOR', range, {
      cannot: 'read the operator',
      got: source,
      need: 'one of =, !=, >, >=, <, <=, =~, !~',
      suggestion: MISTAKES.get(source),
    })
  );
}
