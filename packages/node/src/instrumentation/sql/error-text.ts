import { errorMessage } from '../../trace/exception.ts';

/**
 * What a database said, without the parts of the statement that it quotes: `near ?: syntax error`. What stands between the
 * first quote and the last goes, because a quoted part may hold quotes itself.
 */
export function describeSqlError(error: unknown): string {
  const message = errorMessage(error);
  const first = message.search(/["'`]/);
  if (first === -1) return message;
  const last = Math.max(...['"', "'", '`'].map((quote) => message.lastIndexOf(quote)));
  return `${message.slice(0, first)}?${last === first ? '' : message.slice(last + 1)}`;
}
