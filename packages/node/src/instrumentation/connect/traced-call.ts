// From the start of a call to its end. The library aborts the signal of a call on both sides whenever it is over, with the
// error as reason, or without one where it went well. So nothing has to be done for each message, except to run a handler
// that makes messages in the context of its call. But a client that goes away, and an application that cancels, may abort
// without reason, too: then what was last awaited tells whether the call was over.
import type { Context } from '@opentelemetry/api';
import { storage } from '../../context/context-manager.ts';
import { reportBug } from '../guard.ts';
import type { CallMessage, ConnectRequest, ConnectResponse } from '../../manual/connect-interceptors.ts';

/** How a call went. */
export interface Ending {
  /** False where the signal was aborted before the call had come to its own end. */
  readonly isOver: boolean;
  /** Undefined for success, and for a cancellation without a reason. */
  readonly error: unknown;
}

const PENDING: Promise<{ readonly isPending: true }> = Promise.resolve({ isPending: true } as const);

/** A call under way, in a context of its own. */
export class TracedCall {
  readonly context: Context;
  readonly #request: ConnectRequest;
  readonly #onEnd: (ending: Ending) => void;
  /** The response, or the last message of a stream that was asked for. */
  #latest: Promise<unknown> | undefined;

  /** @param onEnd - called once. */
  constructor(request: ConnectRequest, context: Context, onEnd: (ending: Ending) => void) {
    this.context = context;
    this.#request = request;
    this.#onEnd = onEnd;
    this.#latest = undefined;
  }

  /** Makes the call, and watches for its end. */
  run(message: CallMessage): void {
    const { next, request } = message;
    const response = runNext(this.context, next, request);
    message.response = request.stream ? response.then((one) => this.#watchMessages(one)) : response;
    this.#latest = message.response;
    const { signal } = request;
    if (signal.aborted) this.handleEvent();
    else signal.addEventListener('abort', this, { once: true });
  }

  /** One message of a stream has been asked for. */
  await(message: Promise<unknown>): void {
    this.#latest = message;
  }

  /** The signal is aborted. */
  handleEvent(): void {
    void this.#findEnding().then((ending) => this.#end(ending));
  }

  async #findEnding(): Promise<Ending> {
    const { signal, stream } = this.#request;
    const reason = isUnexplained(signal.reason) ? undefined : (signal.reason as unknown);
    try {
      const result = (await Promise.race([this.#latest, PENDING])) as object;
      return { isOver: !('isPending' in result) && (!stream || isDone(result)), error: reason };
    } catch (error) {
      return { isOver: true, error: reason ?? error };
    }
  }

  #end(ending: Ending): void {
    try {
      this.#onEnd(ending);
    } catch (error) {
      reportBug('connect', error);
    }
  }

  #watchMessages(response: ConnectResponse): ConnectResponse {
    return { ...response, message: new WatchedMessages(response.message as AsyncIterable<unknown>, this) };
  }
}

/** Also what an interceptor throws at once becomes a rejection. */
function runNext(context: Context, next: CallMessage['next'], request: ConnectRequest): Promise<ConnectResponse> {
  try {
    return storage.run(context, next, request);
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** The messages of a stream, the same promises. */
class WatchedMessages implements AsyncIterable<unknown> {
  readonly #messages: AsyncIterable<unknown>;
  readonly #call: TracedCall;

  constructor(messages: AsyncIterable<unknown>, call: TracedCall) {
    this.#messages = messages;
    this.#call = call;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    const iterator = this.#messages[Symbol.asyncIterator]();
    const watched: AsyncIterator<unknown> = new WatchedIterator(iterator, this.#call);
    // Who iterates asks whether they are there.
    const { context } = this.#call;
    if (iterator.throw !== undefined) watched.throw = (error) => storage.run(context, throwInto, iterator, error);
    if (iterator.return !== undefined) watched.return = (value) => storage.run(context, returnFrom, iterator, value);
    return watched;
  }
}

class WatchedIterator {
  readonly #iterator: AsyncIterator<unknown>;
  readonly #call: TracedCall;

  constructor(iterator: AsyncIterator<unknown>, call: TracedCall) {
    this.#iterator = iterator;
    this.#call = call;
  }

  next(value?: unknown): Promise<IteratorResult<unknown>> {
    const result = storage.run(this.#call.context, nextOf, this.#iterator, value);
    this.#call.await(result);
    return result;
  }
}

function nextOf(iterator: AsyncIterator<unknown>, value: unknown): Promise<IteratorResult<unknown>> {
  return iterator.next(value);
}

function throwInto(iterator: AsyncIterator<unknown>, error: unknown): Promise<IteratorResult<unknown>> {
  return (iterator.throw as NonNullable<AsyncIterator<unknown>['throw']>).call(iterator, error);
}

function returnFrom(iterator: AsyncIterator<unknown>, value: unknown): Promise<IteratorResult<unknown>> {
  return (iterator.return as NonNullable<AsyncIterator<unknown>['return']>).call(iterator, value);
}

/** `abort()` was called without saying why. */
function isUnexplained(reason: unknown): boolean {
  return reason === undefined || (reason instanceof DOMException && reason.name === 'AbortError');
}

function isDone(result: object): boolean {
  return (result as Partial<IteratorResult<unknown>>).done === true;
}
