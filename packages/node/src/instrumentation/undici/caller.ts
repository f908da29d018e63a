// Who called. Undici publishes a request when a connection takes it. For `fetch`, and for anything that need not wait,
// that is in the caller's context. But a request that waits in a pool (before undici 8.12), is repeated, or follows a
// redirect of an interceptor is published in the context of whatever made room for it:
//
//   request(), stream(), pipeline(),   their handler, alone or inside others, keeps the caller's context, and the
//   upgrade(), connect()               handlers around it count the attempts: undici 6 and 8
//   the same with interceptors         undici 7 hides the handler: what it does at the response's end is bound instead,
//                                      so that at least the next attempt finds its caller
//   fetch                              its own redirects run on in the caller's context
import type { Context } from '@opentelemetry/api';
import { AsyncResource } from 'node:async_hooks';
import { activeContext, storage } from '../../context/context-manager.ts';
import type { CoreRequest } from './request.ts';

/** A request's origin in the application. */
export interface Caller {
  readonly context: Context;
  /** Earlier attempts of the same request: redirects and retries. */
  readonly resendCount: number;
}

interface Handler {
  /** The handler around which this one stands. */
  readonly handler?: Handler | null;
  /** Of a redirect handler: the URLs that led here. */
  readonly history?: unknown;
  /** Of a retry handler. */
  readonly retryCount?: unknown;
}

const MAX_HANDLERS = 8;

/** Finds who called, from the handlers of a request that has just been made. */
export function findCaller(request: CoreRequest): Caller {
  const outermost = handlerOf(request);
  let resendCount = 0;
  let handler: Handler | null | undefined = outermost;
  for (let depth = 0; handler !== undefined && handler !== null && depth < MAX_HANDLERS; depth++) {
    if (handler instanceof AsyncResource) return { context: handler.runInAsyncScope(activeContext), resendCount };
    if (Array.isArray(handler.history)) resendCount += handler.history.length;
    if (typeof handler.retryCount === 'number') resendCount += handler.retryCount;
    handler = handler.handler;
  }
  const context = activeContext();
  // The handler of a fetch is a plain object, and makes no further request.
  if (outermost !== undefined && Object.getPrototypeOf(outermost) !== Object.prototype) bindEnd(outermost, context);
  return { context, resendCount };
}

/** The key under which each copy of undici keeps the handler: a symbol of its own. */
const keys = new WeakMap<object, symbol>();
const NO_KEY = Symbol('throughline.none');

function handlerOf(request: CoreRequest): Handler | undefined {
  const prototype = Object.getPrototypeOf(request) as object;
  let key = keys.get(prototype);
  if (key === undefined) {
    key = Object.getOwnPropertySymbols(request).find(({ description }) => description === 'handler') ?? NO_KEY;
    keys.set(prototype, key);
  }
  return (request as unknown as Record<symbol, Handler | undefined>)[key];
}

/** What undici calls when a response has ended or failed: version 6 and 7, then 8. */
const ENDS = ['onComplete', 'onError', 'onResponseEnd', 'onResponseError'] as const;

type Ends = Partial<Record<(typeof ENDS)[number], (...args: unknown[]) => unknown>>;

function bindEnd(handler: Handler & Ends, context: Context): void {
  if (!Object.isExtensible(handler)) return;
  for (const name of ENDS) {
    const original = handler[name];
    // A handler that is used again has been bound, by its first request.
    if (typeof original !== 'function' || Object.hasOwn(handler, name)) continue;
    handler[name] = function (...args) {
      return storage.run(context, () => original.apply(this, args));
    };
  }
}
