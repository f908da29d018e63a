import { reportBug } from '../guard.ts';
import { replaceMethod } from '../module-hooks/replace-method.ts';
import { countRows } from './count-rows.ts';
import type { QueryChannels, QueryMessage } from './query-channels.ts';

type Call = (this: object, ...args: unknown[]) => unknown;

/** A method of a library that runs a statement before it returns. */
export interface QueryMethod {
  readonly channels: QueryChannels;
  /** The statement, and the name of the database. */
  readonly sql: (target: object, first: unknown) => unknown;
  readonly namespace: (target: object) => string;
  /** What the result says about rows. */
  readonly returns: 'nothing' | 'a row' | 'rows' | 'an iterator';
}

/** Makes `target[name]` publish the statement that it runs. Without subscribers it does what it did. */
export function traceMethod(target: object, name: string, method: QueryMethod): void {
  const { channels, returns } = method;
  replaceMethod<Call>(target, name, (original) => {
    return function (...args) {
      // Fast path: nobody listens.
      const message = channels.hasSubscribers ? begin(method, this, args[0]) : undefined;
      if (message === undefined) return original.apply(this, args);
      try {
        const result = original.apply(this, args);
        if (returns === 'an iterator') return countRows(result, message, channels);
        countResult(message, returns, result);
        channels.end(message);
        return result;
      } catch (error) {
        channels.fail(message, error);
        throw error;
      }
    };
  });
}

/** Undefined for a call that the library will refuse. */
function begin(method: QueryMethod, target: object, first: unknown): QueryMessage | undefined {
  try {
    const sql = method.sql(target, first);
    return typeof sql === 'string' ? method.channels.begin(sql, method.namespace(target)) : undefined;
  } catch (error) {
    reportBug('sql', error);
    return undefined;
  }
}

function countResult(message: QueryMessage, returns: QueryMethod['returns'], result: unknown): void {
  if (returns === 'a row') message.rows = result === undefined ? 0 : 1;
  else if (returns === 'rows' && Array.isArray(result)) message.rows = result.length;
}
