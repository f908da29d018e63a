import type { TextRange } from '../ast.ts';
import type { QueryPosition } from '../errors.ts';

/** Where a range of a query's text lies, in lines and columns too. */
export function locate(text: string, { from, to }: TextRange): QueryPosition {
  const before = text.slice(0, from);
  return { from, to, line: before.split('\n').length, column: from - before.lastIndexOf('\n') };
}
