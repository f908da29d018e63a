import { type Channel, channel } from 'node:diagnostics_channel';
import { storage } from '../../context/context-manager.ts';
import type { MessageOperation } from './operation.ts';

/**
 * When an operation is over: with the promise that it returns, or else when it returns; the same, where the library is sure to
 * handle the promise, which then stays what it is; when it returns, whatever that is; or when somebody says so, if it returns
 * no promise that counts.
 */
export type OperationEnd = 'with its promise' | 'with its handled promise' | 'when it returns' | 'later';

/**
 * The end of a callback whose result nobody looks at. Only for an async function, whose promise the library alone gets, may we
 * be the ones who look: another function may return a promise whose rejection it handles itself, and one that is derived from
 * it would be rejected once more, with nobody to handle that.
 */
export function isAsyncFunction(callback: unknown): boolean {
  return (callback as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] === 'AsyncFunction';
}

/** The channels on which we publish one kind of operation of a library that has none of its own. */
export class OperationChannels {
  readonly #start: Channel;
  readonly #end: Channel;

  /** Names the channels: `throughline:<library>.<operation>.start` and `throughline:<library>.<operation>.end`. */
  constructor(library: string, operation: string) {
    this.#start = channel(`throughline:${library}.${operation}.start`);
    this.#end = channel(`throughline:${library}.${operation}.end`);
  }

  get hasSubscribers(): boolean {
    return this.#start.hasSubscribers;
  }

  begin(operation: MessageOperation): void {
    this.#start.publish(operation);
  }

  end(operation: MessageOperation): void {
    this.#end.publish(operation);
  }

  fail(operation: MessageOperation, error: unknown): void {
    operation.error = error ?? new Error('unknown');
    this.#end.publish(operation);
  }

  /** Begins an operation, runs `call` in its context, and ends it. */
  run<T>(operation: MessageOperation, call: () => T, end?: OperationEnd): T {
    this.begin(operation);
    return this.finish(operation, call, end);
  }

  /** The same for an operation that has begun. */
  finish<T>(operation: MessageOperation, call: () => T, end: OperationEnd = 'with its promise'): T {
    let result: T;
    try {
      result = storage.run(operation.context, call);
    } catch (error) {
      this.fail(operation, error);
      throw error;
    }
    if (end === 'with its promise' && result instanceof Promise) return this.#watch(operation, result);
    if (end === 'with its handled promise' && result instanceof Promise) {
      this.#observe(operation, result);
      return result;
    }
    operation.result = result;
    if (end !== 'later') this.end(operation);
    return result;
  }

  /** A branch of its own: whoever waits for the promise waits no longer than without us. */
  #observe(operation: MessageOperation, result: Promise<unknown>): void {
    if (operation.state === undefined) return;
    result.then(
      () => this.end(operation),
      (error: unknown) => this.fail(operation, error),
    );
  }

  /** What is returned is the promise behind ours: a rejection that nobody handles is still one. */
  #watch<T>(operation: MessageOperation, result: T & Promise<unknown>): T {
    if (operation.state === undefined) return result;
    const watched = result.then(
      (value) => {
        operation.result = value;
        this.end(operation);
        return value;
      },
      (error: unknown) => {
        this.fail(operation, error);
        throw error;
      },
    );
    return watched as T;
  }
}
