import type { Context, ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { bindEmitter } from './bind-emitter.ts';
import { ROOT } from './context.ts';

/** The storage that carries the active context through callbacks and promises. */
export const storage: AsyncLocalStorage<Context> = new AsyncLocalStorage<Context>();

/** The active context, the root one outside of any. */
export function activeContext(): Context {
  return storage.getStore() ?? ROOT;
}

/** OpenTelemetry's context manager on one AsyncLocalStorage. */
export class AsyncContextManager implements ContextManager {
  active(): Context {
    return storage.getStore() ?? ROOT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    // Fast path: no `this` to bind.
    if (thisArg === undefined) return storage.run(context ?? ROOT, fn as (...args: A) => ReturnType<F>, ...args);
    return storage.run(context ?? ROOT, () => fn.apply(thisArg, args));
  }

  /** Binds a function, or the listeners that are added later to an event emitter. Anything else is returned as it is. */
  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) return bindEmitter(context, target);
    if (typeof target === 'function') return bindFunction(context, target as never);
    return target;
  }

  attach(context: Context): { dispose(): void } {
    const previous = storage.getStore();
    storage.enterWith(context);
    return { dispose: () => storage.enterWith(previous as Context) };
  }

  enable(): this {
    return this;
  }

  disable(): this {
    storage.disable();
    return this;
  }
}

function bindFunction<F extends (...args: unknown[]) => unknown>(context: Context, fn: F): F {
  const bound = function (this: unknown, ...args: unknown[]): unknown {
    return storage.run(context, () => fn.apply(this, args));
  };
  Object.defineProperty(bound, 'length', { value: fn.length, configurable: true });
  return bound as F;
}
