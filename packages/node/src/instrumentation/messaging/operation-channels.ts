import { type Channel, channel } from 'node:diagnostics_channel';
import { storage } from '../../context/context-manager.ts';
import type { MessageOperation } from './operation.ts';

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

  /** Begins an operation, runs `call` in its context, and ends it when `call` does, or the promise that it returns. */
  run<T>(operation: MessageOperation, call: () => T): T {
    this.begin(operation);
    return this.finish(operation, call);
  }

  /** The same for an operation that has begun. */
  finish<T>(operation: MessageOperation, call: () => T): T {
    let result: T;
    try {
      result = storage.run(operation.context, call);
    } catch (error) {
      this.fail(operation, error);
      throw error;
    }
    if (result instanceof Promise) return this.#watch(operation, result);
    operation.result = result;
    this.end(operation);
    return result;
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
