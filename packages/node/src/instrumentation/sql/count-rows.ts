// An iterator's statement ends when the rows do, when the loop is left, or when a step throws. The iterator stays the object
// that it is: only its own two methods are watched.
import type { QueryChannels, QueryMessage } from './query-channels.ts';

interface RowIterator {
  next(...args: unknown[]): { readonly done?: boolean };
  return?(...args: unknown[]): unknown;
}

/** Counts the rows that the application takes, and publishes the end. */
export function countRows<T>(iterator: T, message: QueryMessage, channels: QueryChannels): T {
  const rows = iterator as T & RowIterator;
  const { next, return: leave } = rows;
  let isOpen = true;
  const close = (error?: unknown): void => {
    if (!isOpen) return;
    isOpen = false;
    if (error === undefined) channels.end(message);
    else channels.fail(message, error);
  };
  message.rows = 0;
  define(rows, 'next', function (this: unknown, ...args) {
    try {
      const step = next.apply(this as RowIterator, args);
      if (step.done === true) close();
      else message.rows = (message.rows ?? 0) + 1;
      return step;
    } catch (error) {
      close(error);
      throw error;
    }
  });
  if (leave === undefined) return iterator;
  define(rows, 'return', function (this: unknown, ...args) {
    close();
    return leave.apply(this as RowIterator, args);
  });
  return iterator;
}

function define(target: object, name: string, value: (this: unknown, ...args: unknown[]) => unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: false });
}
