import type { Context } from '@opentelemetry/api';
import { LoopContext } from '../../context/loop-context.ts';
import { activeContext, storage } from '../../context/context-manager.ts';
import type { MessageOperation } from './operation.ts';
import type { OperationChannels } from './operation-channels.ts';

/** Says what is processed while a loop has an item; undefined for an item that is no message. */
export type DescribeItem = (item: unknown) => MessageOperation | undefined;

/**
 * An iterator of messages, of which each is processed from when a loop gets it until the loop asks for the next one or is
 * left. Its context is that of the loop's body.
 */
export class TracedLoop implements AsyncIterableIterator<unknown> {
  readonly #inner: AsyncIterator<unknown>;
  readonly #channels: OperationChannels;
  readonly #describe: DescribeItem;
  #surrounding: Context | undefined;
  #loop: LoopContext | undefined;
  #isFirst = true;
  #operation: MessageOperation | undefined;

  constructor(inner: AsyncIterator<unknown>, channels: OperationChannels, describe: DescribeItem) {
    this.#inner = inner;
    this.#channels = channels;
    this.#describe = describe;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    this.#endOperation();
    const asked = this.#inner.next();
    const loop = this.#enter();
    return asked.then((result) => {
      if (result.done !== true) this.#begin(result.value, loop);
      return result;
    });
  }

  return(value?: unknown): Promise<IteratorResult<unknown>> {
    this.#leave();
    return this.#inner.return?.(value) ?? Promise.resolve({ done: true, value });
  }

  async throw(error?: unknown): Promise<IteratorResult<unknown>> {
    this.#leave();
    if (this.#inner.throw === undefined) throw error;
    return this.#inner.throw(error);
  }

  /** What the caller does from here on, and so the body of its loop, is in a context that we fill. */
  #enter(): LoopContext {
    const active = activeContext();
    // The loop's own body is in the last one that we have entered.
    if (this.#surrounding === undefined || active !== this.#loop) this.#surrounding = active;
    this.#clearFirst(this.#surrounding);
    const loop = new LoopContext(this.#surrounding);
    this.#loop = loop;
    storage.enterWith(loop);
    return loop;
  }

  #begin(item: unknown, loop: LoopContext): void {
    const operation = this.#describe(item);
    if (operation === undefined) return;
    // Somebody has asked for several at once.
    this.#endOperation();
    this.#channels.begin(operation);
    this.#operation = operation;
    loop.become(operation.context);
  }

  #leave(): void {
    this.#endOperation();
    if (this.#surrounding === undefined) return;
    this.#clearFirst(this.#surrounding);
    if (activeContext() === this.#loop) storage.enterWith(this.#surrounding);
  }

  /** Whatever has called the function with the loop has gone on in the first context: it is to forget the message. */
  #clearFirst(surrounding: Context): void {
    if (!this.#isFirst || this.#loop === undefined) return;
    this.#loop.become(surrounding);
    this.#isFirst = false;
  }

  #endOperation(): void {
    const operation = this.#operation;
    if (operation === undefined) return;
    this.#operation = undefined;
    this.#channels.end(operation);
  }
}
